using System.Text.Json.Nodes;

namespace NextModel.Testing.Evidence;

/// <summary>What can be done to a whole export, whose every receipt may be genuine.</summary>
internal static class ExportTampering
{
    private const string Gap = "receipt_chain_gap";
    private const string Broken = "receipt_chain_broken";

    public static IEnumerable<TamperCase> Of(EvidenceSample sample, Forger forger)
    {
        var all = sample.Receipts;
        var (half, last) = (all.Count / 2, all.Count - 1);
        yield return Export("the first left out", Gap, Without(all, 0));
        yield return Export("one in the middle left out", Gap, Without(all, 2));
        yield return Export("the last of the first log left out", Broken, Without(all, half - 1));
        yield return Export("the first of the second log left out", Gap, Without(all, half));
        yield return Export("a whole log left out", Gap, [.. all.Skip(half)]);
        yield return Export("one twice", Gap, [.. all.Take(3), all[2], .. all.Skip(3)]);
        yield return Export("all twice", Gap, [.. all, .. all]);
        yield return Export("two in each other's place", Gap, [all[0], all[2], all[1], .. all.Skip(3)]);
        yield return Export("from the last to the first", Gap, [.. all.Reverse()]);
        yield return Export("the second log first", Gap, [.. all.Skip(half), .. all.Take(half)]);
        yield return Export("another organization's end of a log", Gap, [.. all, .. sample.OtherReceipts.Skip(1)]);
        yield return Export("one put in between, signed", Gap, [.. all.Take(3), forger.Sign(all[3], node => node["source"] = "other"), .. all.Skip(3)]);
        yield return Export("one in another's place, signed", Broken, [.. all.Take(2), forger.Sign(all[2], node => node["source"] = "other"), .. all.Skip(3)]);
        yield return Export("one completed before the one it follows, signed", Broken, [.. all.Take(last), forger.Sign(all[last], node => node["completed_at"] = "2020-01-01T00:00:00.000Z")]);
        yield return Export("a log that continues what is not there, signed", Broken, [.. all.Take(half), forger.Sign(all[half], node => node["log"]!["previous_hash"] = "sha256:" + new string('1', 64))]);
        yield return Export("one changed", "receipt_hash_mismatch", [.. all.Take(2), all[2].Replace("\"local\"", "\"cn\"", StringComparison.Ordinal), .. all.Skip(3)]);
        yield return Export("a line cut", "receipt_schema_unknown", [.. all.Take(last), all[last][..100]]);
        yield return Export("the end cut off", Gap, [.. all.Take(last)], sample.NewView);
        yield return Export("the second log cut off", Gap, [.. all.Take(half)], sample.NewView);
        yield return Export("cut off before the old checkpoint", Gap, [.. all.Take(half - 1)], sample.OldView);
        yield return Export("rewritten from the third on, signed", Broken, Rewritten(all, forger, 2), sample.NewView);
        yield return Export("the last rewritten, signed", Broken, Rewritten(all, forger, last), sample.NewView);
        yield return Export("the last rewritten, signed, against all heads", Broken, Rewritten(all, forger, last), sample.NewCheckpoint);
    }

    // A chain of its own from one entry on: only a checkpoint tells it from the true one.
    private static List<string> Rewritten(IReadOnlyList<string> all, Forger forger, int from)
    {
        var rewritten = all.Take(from).ToList();
        for (var i = from; i < all.Count; i++)
        {
            var previous = i > 0 ? JsonNode.Parse(rewritten[i - 1])!["hash"]!.ToString() : "sha256:" + new string('0', 64);
            var isFirst = i == from;
            rewritten.Add(forger.Sign(all[i], node =>
            {
                node["log"]!["previous_hash"] = previous;
                node["region"] = isFirst ? "cn" : node["region"]?.DeepClone();
            }));
        }

        return rewritten;
    }

    private static TamperCase Export(string name, string expected, IReadOnlyList<string> lines, params string[] checkpoint) =>
        new("export: " + name, "export", expected, [string.Join('\n', lines) + "\n", .. checkpoint]);

    private static List<string> Without(IReadOnlyList<string> all, int index) => [.. all.Where((_, i) => i != index)];
}
