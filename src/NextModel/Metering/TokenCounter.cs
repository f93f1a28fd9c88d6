using System.Buffers;
using System.Text;
using NextModel.Json;

namespace NextModel.Metering;

/// <summary>
/// Counts the tokens of text in one of the published encodings. Names of special tokens in the text (<c>&lt;|endoftext|&gt;</c>) are
/// text like any other.
/// </summary>
/// <remarks>
/// Counts equal those of the npm package tiktoken, which the tests check. The ranks are unpacked at the first count, not at start:
/// most sources report usage. Work grows with n log n at most and memory is bounded, whatever the text: pieces longer than 4 KiB,
/// which no prose has, are cut there, and each cut can move the count by a token or two.
/// </remarks>
public sealed class TokenCounter
{
    private const int MaxPiece = 4 * 1024;

    private static readonly TokenCounter O200k = new("o200k_base", byCase: true);
    private static readonly TokenCounter Cl100k = new("cl100k_base", byCase: false);

    private readonly bool _byCase;
    private readonly Lazy<RankTable> _ranks;

    private TokenCounter(string encoding, bool byCase)
    {
        Name = encoding;
        _byCase = byCase;
        _ranks = new Lazy<RankTable>(() => RankTable.Load(encoding));
    }

    /// <summary><c>o200k_base</c> or <c>cl100k_base</c>.</summary>
    public string Name { get; }

    /// <summary>The counter of an encoding; null for a name that is none.</summary>
    public static TokenCounter? Find(string encoding) => encoding switch
    {
        "o200k_base" => O200k,
        "cl100k_base" => Cl100k,
        _ => null,
    };

    /// <summary>Tokens of <paramref name="utf8"/>. Bytes that are no UTF-8 count as they are.</summary>
    public int Count(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        var ranks = _ranks.Value;
        for (var start = 0; start < utf8.Length;)
        {
            var end = TextPieces.End(utf8, start, _byCase);
            for (; start < end; start = Math.Min(end, start + MaxPiece))
            {
                count += CountPiece(utf8[start..Math.Min(end, start + MaxPiece)], ranks);
            }
        }

        return count;
    }

    /// <summary>Tokens of <paramref name="text"/>. Half of a surrogate pair counts as U+FFFD.</summary>
    public int Count(string text)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = Count(utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)));
        ArrayPool<byte>.Shared.Return(utf8);
        return count;
    }

    /// <summary>Tokens of the text of a JSON string, escapes decoded; 0 for any other value.</summary>
    public int Count(JsonCursor value)
    {
        if (value.Kind != JsonKind.String)
        {
            return 0;
        }

        var raw = value.Raw[1..^1];
        if (!raw.Contains((byte)'\\'))
        {
            return Count(raw);
        }

        var utf8 = ArrayPool<byte>.Shared.Rent(raw.Length);
        var count = Count(utf8.AsSpan(0, JsonEscapes.Decode(raw, utf8)));
        ArrayPool<byte>.Shared.Return(utf8);
        return count;
    }

    private static int CountPiece(ReadOnlySpan<byte> piece, RankTable ranks) =>
        ranks.RankOf(piece) != int.MaxValue ? 1 : BytePairMerge.Count(piece, ranks);
}
