using NextModel.Ledger;

namespace NextModel.Reporting.Reconciliation;

/// <summary>The signature of a report: a compact JWS over the SHA-256 of its JSON, by the keys that sign receipts.</summary>
public static class ReconciliationSignature
{
    private const string Type = "nextmodel-reconciliation+jws";

    public static string Sign(SigningKey key, byte[] hash) => CompactJws.Sign(key, Type, hash);

    /// <summary>The hash that was signed; null when none of the keys did.</summary>
    public static byte[]? TryOpen(string jws, VerifyingKeys keys) => CompactJws.TryVerify(jws, Type, keys);
}
