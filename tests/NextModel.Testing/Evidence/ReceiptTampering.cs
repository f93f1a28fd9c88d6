using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NextModel.Testing.Evidence;

/// <summary>What can be done to one receipt.</summary>
internal static partial class ReceiptTampering
{
    private const string Hash = "receipt_hash_mismatch";
    private const string Signature = "receipt_signature_invalid";
    private const string Schema = "receipt_schema_unknown";
    private const string Amount = "receipt_amount_mismatch";

    public static IEnumerable<TamperCase> Of(EvidenceSample sample, Forger forger, Forger stranger)
    {
        var fresh = sample.Receipts[3];
        foreach (var one in Changed(fresh).Concat(Removed(fresh)).Concat(Spelled(fresh)).Concat(SignedOver(sample, fresh)).Concat(Forged(fresh, sample, forger, stranger)))
        {
            yield return one;
        }
    }

    // A member says something else; hash and signature are left as they were.
    private static IEnumerable<TamperCase> Changed(string receipt)
    {
        foreach (var path in (string[])[
            "organization", "team", "project", "key.id", "key.name", "key.prefix", "environment", "workload", "operation", "requested_model", "effective_model",
            "source", "upstream_model", "region", "serve_mode", "outcome", "cache.status", "cache.key", "usage.source", "billing.basis", "billing.price.version",
            "attempts.0.upstream_request_id", "attempts.0.outcome", "attempts.0.cost", "request_digest", "response_digest", "started_at", "completed_at", "log.id"])
        {
            yield return Edit(receipt, $"'{path}' changed", Hash, path, old => JsonValue.Create(path.EndsWith("_at", StringComparison.Ordinal)
                ? old!.ToString().Replace("2026", "2025", StringComparison.Ordinal) : old + "x"));
        }

        foreach (var path in (string[])["log.sequence", "usage.input_tokens", "usage.served_tokens", "latency.total_ms", "attempts.0.status", "attempts.0.usage.output"])
        {
            yield return Edit(receipt, $"'{path}' raised by one", Hash, path, old => JsonValue.Create(old!.GetValue<long>() + 1));
        }

        foreach (var path in (string[])["stream", "sandbox", "cache.storable"])
        {
            yield return Edit(receipt, $"'{path}' turned", Hash, path, old => JsonValue.Create(!old!.GetValue<bool>()));
        }

        yield return Edit(receipt, "'log.previous_hash' of nothing", Hash, "log.previous_hash", _ => JsonValue.Create("sha256:" + new string('0', 64)));
        yield return Edit(receipt, "'billing.amount' lowered", Hash, "billing.amount", _ => JsonValue.Create("0.000000001"));
        yield return Edit(receipt, "'billing.currency' changed", Hash, "billing.currency", _ => JsonValue.Create("MYR"));
    }

    private static IEnumerable<TamperCase> Removed(string receipt)
    {
        foreach (var name in (string[])["attempts", "policy", "budgets", "request_digest", "sandbox"])
        {
            yield return Whole(receipt, $"'{name}' removed", Hash, node => node.Remove(name));
        }

        yield return Whole(receipt, "a member added", Hash, node => node["note"] = "paid");
        yield return Whole(receipt, "'signature' removed", Signature, node => node.Remove("signature"));
        yield return Whole(receipt, "'hash' removed", Schema, node => node.Remove("hash"));
        yield return Whole(receipt, "'log' removed", Schema, node => node.Remove("log"));
        yield return Whole(receipt, "'schema' of another number", Schema, node => node["schema"] = "nextmodel.receipt/2");
    }

    private static IEnumerable<TamperCase> Spelled(string receipt)
    {
        yield return new("a member twice", "receipt", Schema, "{\"outcome\":\"upstream_failed\"," + receipt[1..]);
        yield return new("a member twice under an escape", "receipt", Schema, "{\"\\u006futcome\":\"upstream_failed\"," + receipt[1..]);
        yield return new("half a receipt", "receipt", Schema, receipt[..(receipt.Length / 2)]);
        yield return new("text after it", "receipt", Schema, receipt + "{}");
        yield return new("nothing", "receipt", Schema, "");
        yield return new("the hash in capitals", "receipt", Schema, HashOf().Replace(receipt, match => match.Value.Replace(match.Groups[1].Value, match.Groups[1].Value.ToUpperInvariant(), StringComparison.Ordinal)));
        yield return new("a lone surrogate", "receipt", Schema, receipt.Replace("\"environment\":\"staging\"", "\"environment\":\"\\ud800\"", StringComparison.Ordinal));
        yield return new("a comma at the end", "receipt", Schema, receipt[..^1] + ",}");
        yield return new("a comment in it", "receipt", Schema, "{/*paid*/" + receipt[1..]);
        yield return new("a number with a leading zero", "receipt", Schema, receipt.Replace("\"n\":1", "\"n\":01", StringComparison.Ordinal));
    }

    private static IEnumerable<TamperCase> SignedOver(EvidenceSample sample, string receipt)
    {
        var other = JsonNode.Parse(sample.Receipts[0])!["signature"]!;
        var checkpoint = JsonNode.Parse(sample.NewCheckpoint)!["jws"]!.ToString();
        yield return Whole(receipt, "signature of another commit", Signature, node => node["signature"] = other.DeepClone());
        yield return Edit(receipt, "JWS of a checkpoint", Signature, "signature.jws", _ => JsonValue.Create(checkpoint));
        yield return Edit(receipt, "JWS with other bits in its last character", Signature, "signature.jws", old => JsonValue.Create(Flip(old!.ToString())));
        yield return Edit(receipt, "JWS without signature", Signature, "signature.jws", old => JsonValue.Create(old!.ToString()[..(old.ToString().LastIndexOf('.') + 1)]));
        yield return Edit(receipt, "JWS with alg none", Signature, "signature.jws", old => JsonValue.Create("eyJhbGciOiJub25lIn0." + old!.ToString().Split('.')[1] + "."));
        yield return Edit(receipt, "another root", Signature, "signature.root", _ => JsonValue.Create("sha256:" + new string('7', 64)));
        yield return Edit(receipt, "another index", Signature, "signature.index", old => JsonValue.Create(old!.GetValue<long>() + 1));
        yield return Edit(receipt, "another size", Signature, "signature.size", old => JsonValue.Create(old!.GetValue<long>() + 1));
        yield return Edit(receipt, "negative index", Signature, "signature.index", _ => JsonValue.Create(-1));
        yield return Edit(receipt, "longer path", Signature, "signature.path", old => new JsonArray([.. old!.AsArray().Select(step => step!.DeepClone()), "sha256:" + new string('7', 64)]));
        yield return Edit(receipt, "shorter path", Signature, "signature.path", old => new JsonArray([.. old!.AsArray().Skip(1).Select(step => step!.DeepClone())]));
        yield return Edit(receipt, "a member more in the signature", Signature, "signature", old =>
        {
            var more = old!.DeepClone();
            more["note"] = 1;
            return more;
        });
    }

    // Hash and signature are right, by a key that is trusted or one that is not; what is said is wrong.
    private static IEnumerable<TamperCase> Forged(string receipt, EvidenceSample sample, Forger forger, Forger stranger)
    {
        var genuineKey = JsonNode.Parse(sample.JwkSet)!["keys"]![0]!["kid"]!.ToString();
        yield return new("content and hash changed, signed by nobody", "receipt", Signature, Rehashed(receipt, forger));
        yield return new("content changed, signed by a stranger", "receipt", "receipt_key_unknown", stranger.Sign(receipt, node => node["source"] = "other"));
        yield return new("content changed, a stranger's signature in the name of our key", "receipt", Signature, stranger.Sign(receipt, node => node["source"] = "other", genuineKey));
        yield return new("another request's id, signed", "receipt", "receipt_request_id_mismatch", forger.Sign(receipt, node => node["request_id"] = JsonNode.Parse(sample.Receipts[0])!["request_id"]!.DeepClone()));
        yield return new("an id of no request, signed", "receipt", "receipt_request_id_mismatch", forger.Sign(receipt, node => node["id"] = "rcpt_1"));
        foreach (var (name, change) in ((string, Action<JsonNode>)[])[
            ("'amount' that the lines do not come to", billing => billing["amount"] = "0.000000001"),
            ("'list_amount' that the lines do not come to", billing => billing["list_amount"] = "1.000000000"),
            ("a line above its price", billing => billing["lines"]![0]!["unit_price"] = "0.20"),
            ("a line that is not tokens × price", billing => billing["lines"]![1]!["amount"] = "0.100000000"),
            ("a price other than its lines", billing => billing["price"]!["output"] = "0.90"),
            ("tokens that were not counted", billing => billing["lines"]![0]!["tokens"] = 99_999),
            ("a line left out", billing => billing["lines"]!.AsArray().RemoveAt(0)),
            ("a line twice", billing => billing["lines"]!.AsArray().Add(billing["lines"]![0]!.DeepClone())),
            ("a discount that was not given", billing => billing["discount"] = "0.000000005"),
            ("a discount rate above one", billing => billing["discount_rate"] = "1.5"),
            ("an amount below zero", billing => billing["amount"] = "-0.000000001"),
            ("an overage that adds", billing => billing["lines"]!.AsArray().Add(new JsonObject { ["amount"] = "1.000000000", ["item"] = "overage_not_charged", ["tokens"] = 0, ["unit_price"] = "0" })),
            ("a currency without a rate", billing => billing["currency"] = "MYR"),
            ("a price for longer requests", billing => billing["price"]!["input_above"] = 200_000),
            ("an amount as a number", billing => billing["amount"] = 0.5)])
        {
            yield return new(name + ", signed", "receipt", Amount, forger.Sign(receipt, node => change(node["billing"]!)));
        }

        foreach (var (name, change) in ((string, Action<JsonNode>)[])[
            ("more images than were made", line => line["quantity"] = 8),
            ("images at another price", line => line["unit_price"] = "0.01"),
            ("images that are tokens too", line => line["tokens"] = 7),
            ("images that are no quantity", line => line.AsObject().Remove("quantity")),
            ("images that are seconds", line => line["item"] = "audio_seconds")])
        {
            yield return new(name + ", signed", "receipt", Amount, forger.Sign(sample.Receipts[7], node => change(node["billing"]!["lines"]![0]!)));
        }

        yield return new("billable tokens that were not priced, signed", "receipt", Amount, forger.Sign(receipt, node => node["usage"]!["billable_tokens"] = 1));
    }

    private static string Rehashed(string receipt, Forger forger)
    {
        var forged = JsonNode.Parse(forger.Sign(receipt, node => node["source"] = "other"))!;
        forged["signature"] = JsonNode.Parse(receipt)!["signature"]!.DeepClone();
        return forged.ToJsonString();
    }

    private static TamperCase Edit(string receipt, string name, string expected, string path, Func<JsonNode?, JsonNode?> change) => Whole(receipt, name, expected, node =>
    {
        var steps = path.Split('.');
        JsonNode at = node;
        foreach (var step in steps[..^1])
        {
            at = int.TryParse(step, out var index) ? at[index]! : at[step]!;
        }

        at[steps[^1]] = change(at[steps[^1]]);
    });

    private static TamperCase Whole(string receipt, string name, string expected, Action<JsonObject> change)
    {
        var node = JsonNode.Parse(receipt)!.AsObject();
        change(node);
        return new(name, "receipt", expected, node.ToJsonString());
    }

    private static string Flip(string text) => text[..^1] + (text[^1] == 'A' ? 'B' : (char)(text[^1] ^ 1));

    [GeneratedRegex("\"hash\":\"sha256:([0-9a-f]{64})\"")]
    private static partial Regex HashOf();
}
