using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Json;

namespace NextModel.Audit;

/// <summary>Walks an audit trail, oldest entry first, and names what does not hold.</summary>
/// <param name="openSignature">The 32 bytes that a compact JWS of the trail signs; null for a JWS that no trusted key made.</param>
/// <param name="complete">True for a whole trail, whose entries follow one another; false for a filtered one, of which only each entry is checked.</param>
public sealed class AuditVerifier(Func<string, byte[]?> openSignature, bool complete)
{
    private static readonly CanonicalRule Body = CanonicalRule.Without("hash", "signature");

    private long _sequence;
    private string _hash = AuditSeal.Spell(new byte[SHA256.HashSizeInBytes]);

    /// <summary>Entries checked so far.</summary>
    public long Count { get; private set; }

    /// <summary>What is wrong with the next line, one sentence each.</summary>
    public IReadOnlyList<string> Check(string line)
    {
        Count++;
        if (AuditSeal.TryCanonical(Encoding.UTF8.GetBytes(line), Body) is not { } body)
        {
            return [$"line {Count}: entry_malformed: it is not one JSON object with each member once"];
        }

        using var entry = JsonDocument.Parse(line);
        return entry.RootElement.ValueKind == JsonValueKind.Object
            ? CheckEntry(entry.RootElement, SHA256.HashData(body))
            : [$"line {Count}: entry_malformed: it is not one JSON object with each member once"];
    }

    private List<string> CheckEntry(JsonElement entry, byte[] actual)
    {
        var problems = new List<string>();
        var sequence = entry.TryGetProperty("sequence", out var number) && number.TryGetInt64(out var place) ? place : 0;
        var hash = AuditSeal.Spell(actual);
        if (Text(entry, "schema") != AuditSeal.Schema)
        {
            problems.Add($"entry {sequence}: schema_unknown: the schema is not {AuditSeal.Schema}");
        }

        if (Text(entry, "hash") != hash)
        {
            problems.Add($"entry {sequence}: hash_mismatch: its content is not what was written");
        }

        if (openSignature(Text(entry, "signature")) is not { } signed)
        {
            problems.Add($"entry {sequence}: signature_invalid: no trusted key signed it");
        }
        else if (!signed.AsSpan().SequenceEqual(actual))
        {
            problems.Add($"entry {sequence}: signature_invalid: the signature is another content's");
        }

        if (complete && sequence != _sequence + 1)
        {
            problems.Add($"entry {sequence}: chain_gap: it follows entry {_sequence}");
        }
        else if (complete && Text(entry, "previous_hash") != _hash)
        {
            problems.Add($"entry {sequence}: chain_broken: it does not name the entry before it");
        }

        _sequence = sequence;
        _hash = hash;
        return problems;
    }

    private static string Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
