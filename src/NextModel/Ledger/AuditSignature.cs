namespace NextModel.Ledger;

/// <summary>The signature of an audit entry: a compact JWS over its hash, by the keys that sign receipts.</summary>
public static class AuditSignature
{
    private const string Type = "nextmodel-audit+jws";

    public static string Sign(SigningKey key, byte[] hash) => CompactJws.Sign(key, Type, hash);

    /// <summary>The hash that was signed; null when none of the keys did.</summary>
    public static byte[]? TryOpen(string jws, VerifyingKeys keys) => CompactJws.TryVerify(jws, Type, keys);
}
