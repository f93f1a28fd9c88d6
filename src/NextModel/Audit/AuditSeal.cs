using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Json;

namespace NextModel.Audit;

/// <summary>Gives a change its place in the chain: canonical body, hash over it, signature over the hash.</summary>
/// <param name="sign">Signs the 32 bytes of a hash into a compact JWS.</param>
public sealed class AuditSeal(Func<byte[], string> sign)
{
    /// <summary>Name and version of the format.</summary>
    public const string Schema = "nextmodel.audit/1";

    private static readonly byte[] First = new byte[SHA256.HashSizeInBytes];

    /// <param name="draft">The change.</param>
    /// <param name="previous">Place and hash of the entry before; null for the first of an installation.</param>
    public AuditEntry Seal(AuditDraft draft, (long Sequence, byte[] Hash)? previous)
    {
        ArgumentNullException.ThrowIfNull(draft);
        var sequence = (previous?.Sequence ?? 0) + 1;
        var body = TryCanonical(Compose(draft, sequence, previous?.Hash ?? First))
            ?? throw new ArgumentException("What is told to the audit trail must be JSON objects.", nameof(draft));
        var hash = SHA256.HashData(body);
        return new AuditEntry(sequence, Encoding.UTF8.GetString(body), hash, sign(hash));
    }

    public static string Spell(ReadOnlySpan<byte> hash) => "sha256:" + Convert.ToHexStringLower(hash);

    /// <summary>The canonical form; null for what is not one JSON text with one reading.</summary>
    internal static byte[]? TryCanonical(ReadOnlyMemory<byte> json, CanonicalRule? rule = null)
    {
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(json, JsonLimits.Request, out _))
            {
                return null;
            }

            var output = new ArrayBufferWriter<byte>(json.Length);
            Rfc8785.Write(tape.Root, output, rule);
            return output.WrittenSpan.ToArray();
        }
        finally
        {
            tape.Return();
        }
    }

    private static ReadOnlyMemory<byte> Compose(AuditDraft draft, long sequence, byte[] previous)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("schema"u8, Schema);
        json.WriteNumber("sequence"u8, sequence);
        json.WriteString("at"u8, draft.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("actor"u8);
        json.WriteString("kind"u8, draft.Actor.Kind);
        json.WriteString("id"u8, draft.Actor.Id);
        json.WriteString("name"u8, draft.Actor.Name);
        json.WriteString("via"u8, draft.Actor.Via);
        json.WriteString("address"u8, draft.Actor.Address);
        json.WriteEndObject();
        json.WriteString("action"u8, draft.Action);
        json.WriteString("target"u8, draft.Target);
        json.WriteString("organization"u8, draft.Organization);
        json.WritePropertyName("before"u8);
        json.WriteRawValue(draft.Before ?? "null");
        json.WritePropertyName("after"u8);
        json.WriteRawValue(draft.After ?? "null");
        json.WriteString("previous_hash"u8, Spell(previous));
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
