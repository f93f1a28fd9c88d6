using System.Text.Json.Nodes;

namespace NextModel.Testing.Evidence;

/// <summary>What can be done to a proof that a receipt is under a checkpoint, and to one that a checkpoint continues another.</summary>
internal static class ProofTampering
{
    private const string Broken = "receipt_chain_broken";

    public static IEnumerable<TamperCase> Of(EvidenceSample sample)
    {
        yield return Edit("another index", Broken, sample.Proof, node => node["index"] = 3);
        yield return Edit("a negative index", Broken, sample.Proof, node => node["index"] = -1);
        yield return Edit("a step changed", Broken, sample.Proof, node => node["path"]![0] = "sha256:" + new string('7', 64));
        yield return Edit("a step left out", Broken, sample.Proof, node => node["path"]!.AsArray().RemoveAt(0));
        yield return Edit("a step more", Broken, sample.Proof, node => node["path"]!.AsArray().Add("sha256:" + new string('7', 64)));
        yield return Edit("no index", "receipt_schema_unknown", sample.Proof, node => node.Remove("index"));
        yield return Edit("another receipt of the organization", Broken, sample.Proof, node => node["receipt"] = JsonNode.Parse(sample.Receipts[0]));
        yield return Edit("a receipt of another organization", Broken, sample.Proof, node => node["receipt"] = JsonNode.Parse(sample.OtherReceipts[0]));
        yield return Edit("a receipt newer than the checkpoint", Broken, sample.LastProof, node => node["checkpoint"] = JsonNode.Parse(sample.OldView));
        yield return Edit("another organization's checkpoint", Broken, sample.Proof, node => node["checkpoint"] = JsonNode.Parse(sample.OtherView));
        yield return Edit("the receipt changed", "receipt_hash_mismatch", sample.Proof, node => node["receipt"]!["region"] = "cn");
        yield return Edit("the checkpoint's tree changed", Broken, sample.Proof, node => node["checkpoint"]!["heads"]![0]!["tree_size"] = 9);
        yield return Edit("the checkpoint left out", "receipt_schema_unknown", sample.Proof, node => node.Remove("checkpoint"));
        yield return Consistency("the checkpoints in each other's place", "receipt_chain_gap", sample.NewView, sample.OldView, sample.Consistency);
        yield return Consistency("no proof", Broken, sample.OldView, sample.NewView, "");
        yield return Consistency("another organization's checkpoint", "receipt_chain_gap", sample.OldView, sample.OtherView, sample.Consistency);
        foreach (var (name, change) in ((string, Action<JsonObject>)[])[
            ("a step changed", node => node["path"]![0] = "sha256:" + new string('7', 64)), ("a step left out", node => node["path"]!.AsArray().RemoveAt(0)),
            ("no step", node => node["path"] = new JsonArray()), ("a proof of other sizes", node => node["second"] = 9)])
        {
            var node = JsonNode.Parse(sample.Consistency)!.AsObject();
            change(node);
            yield return Consistency(name, Broken, sample.OldView, sample.NewView, node.ToJsonString());
        }

        var changed = JsonNode.Parse(sample.NewView)!;
        changed["heads"]![0]!["root"] = "sha256:" + new string('7', 64);
        yield return Consistency("the later checkpoint changed", Broken, sample.OldView, changed.ToJsonString(), sample.Consistency);
    }

    private static TamperCase Edit(string name, string expected, string text, Action<JsonObject> change)
    {
        var node = JsonNode.Parse(text)!.AsObject();
        change(node);
        return new("proof: " + name, "proof", expected, node.ToJsonString());
    }

    private static TamperCase Consistency(string name, string expected, params string[] documents) => new("consistency: " + name, "consistency", expected, documents);
}
