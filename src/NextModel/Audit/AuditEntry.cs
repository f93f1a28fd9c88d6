using System.Text.Json;

namespace NextModel.Audit;

/// <summary>A change with its place in the chain.</summary>
/// <param name="Sequence">1, 2, 3 … without gaps in one installation.</param>
/// <param name="Body">Canonical JSON (RFC 8785) of all but hash and signature.</param>
/// <param name="Hash">SHA-256 of <paramref name="Body"/>, 32 bytes.</param>
/// <param name="Signature">Compact JWS (ES256) over the hash.</param>
public sealed record AuditEntry(long Sequence, string Body, byte[] Hash, string Signature)
{
    /// <summary>What was done, and to what.</summary>
    public AuditedChange ReadChange()
    {
        using var body = JsonDocument.Parse(Body);
        return new AuditedChange(
            body.RootElement.GetProperty("action"u8).GetString()!, body.RootElement.GetProperty("target"u8).GetString()!,
            body.RootElement.GetProperty("organization"u8).GetString()!);
    }

    /// <summary>The entry as it is shown and exported: one JSON object on one line.</summary>
    public string Text => $"{Body[..^1]},\"hash\":\"{AuditSeal.Spell(Hash)}\",\"signature\":\"{Signature}\"}}";
}
