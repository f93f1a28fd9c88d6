namespace NextModel.Ledger;

/// <summary>
/// The signature of one commit, kept short: which key (32 bytes) and its ES256 signature (64 bytes). The rest of the compact JWS follows
/// from the receipts of the commit.
/// </summary>
public readonly record struct CommitSeal(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Bytes of a seal.</summary>
    public const int Size = SigningKey.ThumbprintSize + SigningKey.SignatureSize;

    internal ReadOnlySpan<byte> Thumbprint => Bytes.Span[..SigningKey.ThumbprintSize];

    internal ReadOnlySpan<byte> Signature => Bytes.Span[SigningKey.ThumbprintSize..];
}
