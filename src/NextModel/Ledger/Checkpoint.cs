using System.Globalization;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>
/// A statement of how far every organization's newest log had come at one moment. Whoever keeps one signed can tell a ledger that was
/// cut, rewritten or rolled back. Earlier logs are pinned by the chain: each log's first entry names the head of the one before.
/// </summary>
/// <param name="MadeAt">When, by the clock of the ledger's machine.</param>
/// <param name="Total">Receipts in the store.</param>
/// <param name="Heads">One per organization.</param>
public sealed record Checkpoint(DateTimeOffset MadeAt, long Total, IReadOnlyList<LedgerHead> Heads)
{
    /// <summary>The <c>typ</c> of its JWS, so that no other signed text can pass for one.</summary>
    internal const string Type = "nextmodel.checkpoint";

    private const int MaxHeads = 1_000_000;

    /// <summary>The signed form: a compact JWS over canonical JSON.</summary>
    public string Sign(SigningKey key)
    {
        var payload = new ByteSink(256 + (256 * Heads.Count));
        Write(ref payload);
        return CompactJws.Sign(key, Type, payload.Written);
    }

    /// <summary>Reads a signed checkpoint; null when it is none, or none of the keys signed it.</summary>
    public static Checkpoint? TryRead(string jws, VerifyingKeys keys)
    {
        if (CompactJws.TryVerify(jws, Type, keys) is not { } payload)
        {
            return null;
        }

        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(payload, new JsonLimits(4, 16 * MaxHeads, Strict: true), out _) ? TryRead(tape.Root) : null;
        }
        finally
        {
            tape.Return();
        }
    }

    private static Checkpoint? TryRead(JsonCursor root)
    {
        var heads = new List<LedgerHead>();
        foreach (var head in root["heads"u8].Children)
        {
            if (!ReceiptHash.TryParse(head.Value["hash"u8].GetString(), out var hash) || !Guid.TryParse(head.Value["log"u8].GetString(), out var log)
                || head.Value["organization"u8].GetString() is not { } organization
                || !head.Value["position"u8].TryGetInt64(out var position) || !head.Value["size"u8].TryGetInt64(out var size))
            {
                return null;
            }

            heads.Add(new LedgerHead(organization, log, size, hash, position));
        }

        return root["total"u8].TryGetInt64(out var total)
            && DateTimeOffset.TryParse(root["made_at"u8].GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var madeAt)
                ? new Checkpoint(madeAt, total, heads)
                : null;
    }

    private void Write(ref ByteSink json)
    {
        json.Append("{\"heads\":["u8);
        for (var i = 0; i < Heads.Count; i++)
        {
            json.Append(i == 0 ? default : ","u8);
            json.Append("{\"hash\":\""u8);
            Heads[i].Hash.WriteText(json.Take(ReceiptHash.TextSize));
            json.Append("\",\"log\":\""u8);
            CanonicalText.AppendString(ref json, Heads[i].LogId.ToString());
            json.Append("\",\"organization\":\""u8);
            CanonicalText.AppendString(ref json, Heads[i].OrganizationId);
            json.Append("\",\"position\":"u8);
            CanonicalText.AppendNumber(ref json, Heads[i].Position);
            json.Append(",\"size\":"u8);
            CanonicalText.AppendNumber(ref json, Heads[i].Size);
            json.Append("}"u8);
        }

        json.Append("],\"made_at\":\""u8);
        CanonicalText.WriteTime(MadeAt.ToUnixTimeMilliseconds(), json.Take(CanonicalText.TimeSize));
        json.Append("\",\"schema\":\"nextmodel.checkpoint/1\",\"total\":"u8);
        CanonicalText.AppendNumber(ref json, Total);
        json.Append("}"u8);
    }
}
