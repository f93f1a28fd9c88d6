using System.Text.Json.Nodes;

namespace NextModel.Testing.Evidence;

/// <summary>What can be done to a checkpoint.</summary>
internal static class CheckpointTampering
{
    private const string Broken = "receipt_chain_broken";
    private const string Signature = "receipt_signature_invalid";
    private const string Schema = "receipt_schema_unknown";

    public static IEnumerable<TamperCase> Of(EvidenceSample sample, Forger stranger)
    {
        foreach (var (kind, text) in ((string, string)[])[("all heads", sample.NewCheckpoint), ("one head", sample.NewView)])
        {
            foreach (var (name, value) in ((string, JsonNode)[])[
                ("size", 1), ("tree_size", 1), ("hash", "sha256:" + new string('7', 64)), ("root", "sha256:" + new string('7', 64)),
                ("organization", EvidenceSample.Organization + "0"), ("log", "0193c1f0-0000-7000-8000-000000000005")])
            {
                yield return Edit($"{kind}: '{name}' changed", Broken, text, node => node["heads"]![0]![name] = value.DeepClone());
            }
        }

        yield return Edit("a head left out", Broken, sample.NewCheckpoint, node => node["heads"]!.AsArray().RemoveAt(0));
        yield return Edit("a head twice", Broken, sample.NewCheckpoint, node => node["heads"]!.AsArray().Add(node["heads"]![0]!.DeepClone()));
        yield return Edit("no heads", Schema, sample.NewCheckpoint, node => node["heads"] = new JsonArray());
        yield return Edit("heads of the older one", Broken, sample.NewCheckpoint, node => node["heads"] = JsonNode.Parse(sample.OldCheckpoint)!["heads"]!.DeepClone());
        yield return Edit("JWS of the older one", Broken, sample.NewCheckpoint, node => node["jws"] = JsonNode.Parse(sample.OldCheckpoint)!["jws"]!.DeepClone());
        yield return Edit("path removed", Broken, sample.NewView, node => node.Remove("path"));
        yield return Edit("another index", Broken, sample.NewView, node => node["index"] = 1);
        yield return Edit("another path", Broken, sample.NewView, node => node["path"] = new JsonArray("sha256:" + new string('7', 64)));
        yield return Edit("another organization's head", Broken, sample.NewView, node => node["heads"] = JsonNode.Parse(sample.OtherView)!["heads"]!.DeepClone());
        yield return Edit("JWS of a commit", Signature, sample.NewCheckpoint, node => node["jws"] = JsonNode.Parse(sample.Receipts[0])!["signature"]!["jws"]!.DeepClone());
        yield return Edit("JWS with another payload", Signature, sample.NewCheckpoint, node =>
        {
            var parts = node["jws"]!.ToString().Split('.');
            node["jws"] = string.Join('.', parts[0], parts[1][..^4] + "AAAA", parts[2]);
        });
        yield return Edit("JWS cut short", Signature, sample.NewCheckpoint, node => node["jws"] = node["jws"]!.ToString()[..^5]);
        yield return Edit("signed by a stranger", "receipt_key_unknown", sample.NewCheckpoint, node => node["jws"] = stranger.Jws(
            $$"""{"alg":"ES256","kid":"{{stranger.Id}}","typ":"nextmodel.checkpoint"}""", """{"made_at":"2026-11-21T09:30:00.000Z","organizations":2,"root":"","schema":"nextmodel.checkpoint/2"}"""));
        yield return Edit("another schema", Schema, sample.NewCheckpoint, node => node["schema"] = "nextmodel.checkpoint/3");
        yield return new("checkpoint: half of it", "checkpoint", Schema, sample.NewCheckpoint[..(sample.NewCheckpoint.Length / 2)]);
        yield return new("checkpoint: a receipt", "checkpoint", Schema, sample.Receipts[0]);
    }

    private static TamperCase Edit(string name, string expected, string text, Action<JsonObject> change)
    {
        var node = JsonNode.Parse(text)!.AsObject();
        change(node);
        return new("checkpoint: " + name, "checkpoint", expected, node.ToJsonString());
    }
}
