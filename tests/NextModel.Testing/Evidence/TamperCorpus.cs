using System.Text.Json;
using System.Text.Json.Nodes;

namespace NextModel.Testing.Evidence;

/// <summary>
/// Evidence that was changed, cut, reordered or forged in every way we know, each with the code it must be found by; and genuine evidence, of
/// which nothing must be said. For every verifier there is.
/// </summary>
public static class TamperCorpus
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Public keys to verify the corpus with: the sample's and the forger's.</summary>
    public static string JwkSet(EvidenceSample sample, Forger forger) => sample.JwkSet.Replace("]}", "," + forger.Jwk + "]}", StringComparison.Ordinal);

    /// <summary>All cases.</summary>
    public static IReadOnlyList<TamperCase> Of(EvidenceSample sample, Forger forger, Forger stranger) =>
    [
        .. Genuine(sample),
        .. ReceiptTampering.Of(sample, forger, stranger),
        .. ExportTampering.Of(sample, forger),
        .. CheckpointTampering.Of(sample, stranger),
        .. ProofTampering.Of(sample),
    ];

    /// <summary>Exports with their manifests, which the verifier of browsers does not read.</summary>
    public static IReadOnlyList<TamperCase> Manifests(EvidenceSample sample, Forger forger, Forger stranger) => [.. ManifestTampering.Of(sample, forger, stranger)];

    /// <summary>The corpus as one JSON text, for verifiers in other languages.</summary>
    public static string ToJson(EvidenceSample sample, Forger forger, Forger stranger) => JsonSerializer.Serialize(
        new { jwks = JwkSet(sample, forger), cases = Of(sample, forger, stranger) }, Snake);

    private static IEnumerable<TamperCase> Genuine(EvidenceSample sample)
    {
        foreach (var (index, receipt) in sample.Receipts.Concat(sample.OtherReceipts).Index())
        {
            yield return new($"genuine receipt {index}", "receipt", null, receipt);
        }

        yield return new("genuine receipt laid out", "receipt", null, JsonNode.Parse(sample.Receipts[2])!.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        var export = string.Join('\n', sample.Receipts) + "\n";
        yield return new("genuine export", "export", null, export);
        yield return new("genuine export with CRLF", "export", null, export.Replace("\n", "\r\n", StringComparison.Ordinal));
        yield return new("genuine export under the old checkpoint", "export", null, export, sample.OldView);
        yield return new("genuine export under the new checkpoint", "export", null, export, sample.NewView);
        yield return new("genuine old checkpoint", "checkpoint", null, sample.OldCheckpoint);
        yield return new("genuine new checkpoint", "checkpoint", null, sample.NewCheckpoint);
        yield return new("genuine view of a checkpoint", "checkpoint", null, sample.NewView);
        yield return new("genuine proof", "proof", null, sample.Proof);
        yield return new("genuine proof of the last", "proof", null, sample.LastProof);
        yield return new("genuine consistency", "consistency", null, sample.OldView, sample.NewView, sample.Consistency);
        yield return new("genuine consistency with itself", "consistency", null, sample.NewView, sample.NewView, "");
    }
}
