using System.Runtime.CompilerServices;
using NextModel.Caching;
using NextModel.Json;
using NextModel.Secrets;

namespace NextModel.Responses;

/// <summary>Makes what was said unreadable without its organization's data key, bound to its row. A data key that is gone opens nothing any more.</summary>
public sealed class ResponseSeal(DataKeyRing keys)
{
    private const string FormatVersion = "nextmodel.response/1";

    private readonly ConditionalWeakTable<DataKey, CountedSealing> _sealings = [];

    /// <summary>What was said, sealed to the row; null where the organization has no data key any more.</summary>
    public byte[]? TrySeal(ResponseRow row, KeptResponse kept)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(kept);
        if (Find(row.Organization) is not { } sealing)
        {
            return null;
        }

        using var context = new PooledBuffer();
        WriteContext(row, context);
        using var plain = new PooledBuffer(kept.Input.Length + kept.Response.Length + 16);
        var frame = new FrameWriter(plain);
        frame.Bytes(kept.Input.Span);
        frame.Bytes(kept.Response.Span);
        var sealedBytes = new byte[plain.Length + CountedSealing.Overhead];
        sealing.Seal(plain.Written, context.Written, sealedBytes);
        return sealedBytes;
    }

    /// <summary>What was said in a row; null when anything in it is not as it was sealed.</summary>
    public KeptResponse? TryOpen(ResponseRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        using var context = new PooledBuffer();
        WriteContext(row, context);
        if (Find(row.Organization)?.TryOpen(row.Sealed.Span, context.Written) is not { } plain)
        {
            return null;
        }

        var frame = new FrameReader(plain);
        var input = frame.Bytes().ToArray();
        return new KeptResponse(row.Previous, input, frame.Bytes().ToArray());
    }

    private static void WriteContext(ResponseRow row, PooledBuffer output)
    {
        var frame = new FrameWriter(output);
        frame.Text(FormatVersion);
        frame.Text(row.Organization);
        frame.Text(row.Project);
        frame.Text(row.Id);
        frame.Text(row.Previous);
        frame.Number(row.CreatedAt.UtcTicks);
        frame.Number(row.ExpiresAt.UtcTicks);
    }

    private CountedSealing? Find(string organization) =>
        keys.Find(organization) is { } key ? _sealings.GetValue(key, static key => new CountedSealing(key, "responses")) : null;
}
