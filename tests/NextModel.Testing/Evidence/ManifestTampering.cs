using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NextModel.Testing.Evidence;

/// <summary>
/// What can be done to an export and its manifest, together or to one of them. The genuine manifest is written here by
/// docs/reference/export-formats.md, without the engine's own code.
/// </summary>
internal static class ManifestTampering
{
    private const string Hash = "receipt_hash_mismatch";
    private const string Gap = "receipt_chain_gap";
    private const string Amount = "receipt_amount_mismatch";
    private const string Signature = "receipt_signature_invalid";
    private const string Schema = "receipt_schema_unknown";

    public static IEnumerable<TamperCase> Of(EvidenceSample sample, Forger forger, Forger stranger)
    {
        var file = FileOf(sample.Receipts);
        var manifest = forger.SignManifest(Manifest(sample.Receipts, file));
        yield return new("manifest: genuine", "manifest", null, file, manifest);
        yield return new("manifest: genuine, laid out", "manifest", null, file, JsonNode.Parse(manifest)!.ToJsonString(new() { WriteIndented = true }));
        yield return new("manifest: genuine, of a part", "manifest", null, PartOf(sample, forger, isWhole: false));
        yield return new("manifest: genuine, of rows", "manifest", null, Rows(forger, "a,b\r\n1,2\r\n3,4\r\n", 2));
        foreach (var one in Unsigned(file, manifest).Concat(OfSignature(sample, file, manifest, stranger, forger)).Concat(SignedOver(file, manifest, forger)).Concat(OfFile(sample, file, manifest, forger)))
        {
            yield return one;
        }
    }

    // A member says something else; the signature is left as it was.
    private static IEnumerable<TamperCase> Unsigned(string file, string manifest)
    {
        var changes = new (string Name, Action<JsonObject> Change)[]
        {
            ("generator", node => node["generator"] = "NextModel 9.9.9"),
            ("organization", node => node["organization"] = EvidenceSample.OtherOrganization),
            ("from", node => node["from"] = "2026-11-02T00:00:00.000Z"),
            ("to", node => node["to"] = "2026-11-30T00:00:00.000Z"),
            ("filter", node => node["filter"]!["model"] = "my-model"),
            ("as_of.position", node => node["as_of"]!["position"] = 999),
            ("as_of.time", node => node["as_of"]!["time"] = "2026-12-24T00:00:00.000Z"),
            ("head's hash", node => node["as_of"]!["heads"]![0]!["hash"] = "sha256:" + new string('7', 64)),
            ("head's size", node => node["as_of"]!["heads"]![0]!["size"] = 7),
            ("file's name", node => node["files"]![0]!["name"] = "other.jsonl"),
            ("file's bytes", node => node["files"]![0]!["bytes"] = 1),
            ("file's rows", node => node["files"]![0]!["rows"] = 1),
            ("file's digest", node => node["files"]![0]!["sha256"] = new string('7', 64)),
            ("first place", node => node["files"]![0]!["first"]!["sequence"] = 2),
            ("last place", node => node["files"]![0]!["last"]!["sequence"] = 2),
            ("total", node => node["totals"]![0]!["amount"] = "0.000000001"),
            ("list total", node => node["totals"]![0]!["list_amount"] = "0.000000001"),
            ("total's currency", node => node["totals"]![0]!["currency"] = "MYR"),
            ("tokens", node => node["tokens"]!["input"] = 1),
            ("outcomes", node => node["outcomes"]!["completed"] = 1),
            ("serve modes", node => node["serve_modes"]!["fresh"] = 1),
            ("receipts", node => node["receipts"] = 1),
            ("archived", node => node["archived"] = 1),
            ("checkpoint", node => node["checkpoint"] = "e30.e30.e30"),
            ("complete", node => node["complete"] = false),
            ("whole", node => node["whole"] = false),
            ("recency", node => node["recency"]!["DatasetInstanceComplete"] = false),
            ("formula guard", node => node["formula_guard"] = "none"),
            ("previous", node => node["previous"] = "other.jsonl"),
            ("nothing but a member more", node => node["note"] = "paid"),
            ("nothing but a member less", node => node.Remove("archived")),
        };
        foreach (var (name, change) in changes)
        {
            yield return Edit($"{name} changed", Hash, file, manifest, change);
        }
    }

    private static IEnumerable<TamperCase> OfSignature(EvidenceSample sample, string file, string manifest, Forger stranger, Forger forger)
    {
        yield return Edit("signature removed", Schema, file, manifest, node => node.Remove("signature"));
        yield return Edit("signature cut short", Signature, file, manifest, node => node["signature"] = node["signature"]!.ToString()[..^5]);
        yield return Edit("signature of a commit", Signature, file, manifest, node => node["signature"] = JsonNode.Parse(sample.Receipts[0])!["signature"]!["jws"]!.DeepClone());
        yield return Edit("signature with another payload", Signature, file, manifest, node =>
        {
            var parts = node["signature"]!.ToString().Split('.');
            node["signature"] = string.Join('.', parts[0], parts[1][..^4] + "AAAA", parts[2]);
        });
        yield return new("manifest: signature of another type", "manifest", Signature, file, forger.SignManifest(manifest, type: "nextmodel.commit"));
        yield return new("manifest: signed by a stranger", "manifest", "receipt_key_unknown", file, stranger.SignManifest(manifest));
        yield return Edit("another schema", Schema, file, manifest, node => node["schema"] = "nextmodel.export/2");
        yield return new("manifest: half of it", "manifest", Schema, file, manifest[..(manifest.Length / 2)]);
        yield return new("manifest: a receipt", "manifest", Schema, file, sample.Receipts[0]);
        yield return new("manifest: nothing", "manifest", Schema, file, "");
        yield return new("manifest: no files, signed", "manifest", Schema, file, forger.SignManifest(manifest, node => node["files"] = new JsonArray()));
        yield return new("manifest: two files, signed", "manifest", Schema, file, forger.SignManifest(manifest, node => node["files"]!.AsArray().Add(node["files"]![0]!.DeepClone())));
        yield return new("manifest: a total without an amount, signed", "manifest", Schema, file, forger.SignManifest(manifest, node => node["totals"]![0]!.AsObject().Remove("amount")));
    }

    // Somebody with a key states what is not so.
    private static IEnumerable<TamperCase> SignedOver(string file, string manifest, Forger forger)
    {
        foreach (var (name, expected, change) in new (string, string, Action<JsonObject>)[]
        {
            ("one row more", Gap, node => node["files"]![0]!["rows"] = 17),
            ("one row less", Gap, node => node["files"]![0]!["rows"] = 15),
            ("another digest", Hash, node => node["files"]![0]!["sha256"] = new string('7', 64)),
            ("one byte more", Hash, node => node["files"]![0]!["bytes"] = node["files"]![0]!["bytes"]!.GetValue<int>() + 1),
            ("another first place", Gap, node => node["files"]![0]!["first"]!["sequence"] = 2),
            ("another last place", Gap, node => node["files"]![0]!["last"]!["log"] = "0193c1f0-0000-7000-8000-000000000005"),
            ("no last place", Gap, node => node["files"]![0]!["last"] = null),
            ("another total", Amount, node => node["totals"]![0]!["amount"] = "1.000000000"),
            ("a total less", Amount, node => node["totals"] = new JsonArray()),
            ("a total more", Amount, node => node["totals"]!.AsArray().Add(new JsonObject { ["currency"] = "MYR", ["amount"] = "1.000000000" })),
        })
        {
            yield return new($"manifest: {name}, signed", "manifest", expected, file, forger.SignManifest(manifest, change));
        }
    }

    private static IEnumerable<TamperCase> OfFile(EvidenceSample sample, string file, string manifest, Forger forger)
    {
        var all = sample.Receipts;
        yield return new("manifest: a line of the file left out", "manifest", Hash, FileOf([.. all.Take(3), .. all.Skip(4)]), manifest);
        yield return new("manifest: a line of the file twice", "manifest", Hash, FileOf([.. all.Take(3), .. all.Skip(2)]), manifest);
        yield return new("manifest: two lines of the file in each other's place", "manifest", Hash, FileOf([all[1], all[0], .. all.Skip(2)]), manifest);
        yield return new("manifest: a byte of the file changed", "manifest", Hash, file.Replace("\"local\"", "\"lokal\"", StringComparison.Ordinal), manifest);
        yield return new("manifest: the file without its last line end", "manifest", Hash, file[..^1], manifest);
        yield return new("manifest: an empty file", "manifest", Hash, "", manifest);
        yield return new("manifest: another organization's file", "manifest", Hash, FileOf(sample.OtherReceipts), manifest);
        yield return new("manifest: a receipt of the file forged and signed", "manifest", Hash, FileOf([.. all.Take(2), forger.Sign(all[2], node => node["source"] = "other"), .. all.Skip(3)]), manifest);

        // The manifest is made for the file again: only the chains tell.
        List<string> without = [.. all.Take(3), .. all.Skip(4)];
        yield return new("manifest: a line left out of file and manifest, signed", "manifest", Gap, FileOf(without), forger.SignManifest(Manifest(without, FileOf(without))));
        yield return new("manifest: a part that says it is the whole, signed", "manifest", Gap, PartOf(sample, forger, isWhole: true));
        yield return new("manifest: a row less than it counts, signed", "manifest", Gap, Rows(forger, "a,b\r\n1,2\r\n", 3));
        yield return new("manifest: a cell of the rows changed", "manifest", Hash, "a,b\r\n1,2\r\n3,5\r\n", Rows(forger, "a,b\r\n1,2\r\n3,4\r\n", 2)[1]);
    }

    private static TamperCase Edit(string name, string expected, string file, string manifest, Action<JsonObject> change)
    {
        var node = JsonNode.Parse(manifest)!.AsObject();
        change(node);
        return new("manifest: " + name, "manifest", expected, file, node.ToJsonString());
    }

    private static string FileOf(IReadOnlyList<string> receipts) => string.Join('\n', receipts) + "\n";

    // Every other receipt, as a filter would have it.
    private static string[] PartOf(EvidenceSample sample, Forger forger, bool isWhole)
    {
        List<string> part = [.. sample.Receipts.Where((_, index) => index % 2 == 0)];
        return [FileOf(part), forger.SignManifest(Manifest(part, FileOf(part)), node => node["whole"] = isWhole)];
    }

    private static string[] Rows(Forger forger, string file, int rows) =>
    [
        file,
        forger.SignManifest(Manifest([], file), node =>
        {
            node["files"]![0]!["format"] = "csv";
            node["files"]![0]!["schema"] = "nm.usage/1";
            node["files"]![0]!["rows"] = rows;
        }),
    ];

    private static string Manifest(IReadOnlyList<string> receipts, string file)
    {
        var nodes = receipts.Select(receipt => JsonNode.Parse(receipt)!).ToList();
        JsonObject? Place(JsonNode? receipt) => receipt is null ? null : new JsonObject { ["log"] = receipt["log"]!["id"]!.DeepClone(), ["sequence"] = receipt["log"]!["sequence"]!.DeepClone() };
        decimal Sum(IEnumerable<JsonNode> some, string member) => some.Sum(receipt => decimal.Parse(receipt["billing"]![member]!.ToString(), CultureInfo.InvariantCulture));
        var heads = nodes.GroupBy(node => node["log"]!["id"]!.ToString()).Select(log => (JsonNode)new JsonObject
        {
            ["log"] = log.Key,
            ["size"] = log.Last()["log"]!["sequence"]!.DeepClone(),
            ["hash"] = log.Last()["hash"]!.DeepClone(),
        });
        var totals = nodes.GroupBy(node => node["billing"]!["currency"]!.ToString()).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (JsonNode)new JsonObject
        {
            ["currency"] = group.Key,
            ["amount"] = Sum(group, "amount").ToString("0.000000000", CultureInfo.InvariantCulture),
            ["list_amount"] = Sum(group, "list_amount").ToString("0.000000000", CultureInfo.InvariantCulture),
            ["upstream_cost"] = "0.000000000",
        });
        return new JsonObject
        {
            ["schema"] = "nextmodel.export/1",
            ["generator"] = "NextModel 0.0.0",
            ["organization"] = EvidenceSample.Organization,
            ["from"] = "2026-11-01T00:00:00.000Z",
            ["to"] = "2026-12-01T00:00:00.000Z",
            ["filter"] = new JsonObject { ["sandbox"] = "include" },
            ["as_of"] = new JsonObject { ["time"] = "2026-12-02T00:00:00.000Z", ["position"] = 20, ["heads"] = new JsonArray([.. heads]) },
            ["files"] = new JsonArray(new JsonObject
            {
                ["name"] = "export.jsonl",
                ["format"] = "jsonl",
                ["schema"] = "nextmodel.receipt/1",
                ["bytes"] = Encoding.UTF8.GetByteCount(file),
                ["rows"] = receipts.Count,
                ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file))),
                ["first"] = Place(nodes.FirstOrDefault()),
                ["last"] = Place(nodes.LastOrDefault()),
            }),
            ["totals"] = new JsonArray([.. totals]),
            ["tokens"] = new JsonObject { ["input"] = 0, ["cache_read"] = 0, ["cache_write"] = 0, ["output"] = 0, ["reasoning"] = 0 },
            ["outcomes"] = new JsonObject { ["completed"] = receipts.Count },
            ["serve_modes"] = new JsonObject { ["fresh"] = receipts.Count },
            ["receipts"] = receipts.Count,
            ["archived"] = 0,
            ["checkpoint"] = null,
            ["complete"] = true,
            ["whole"] = true,
            ["recency"] = new JsonObject { ["DatasetInstanceComplete"] = true },
            ["formula_guard"] = "apostrophe",
            ["previous"] = null,
        }.ToJsonString();
    }
}
