using static NextModel.Metering.TextClasses;

namespace NextModel.Metering;

/// <summary>
/// Cuts text into the pieces that are encoded on their own: a word with the character before it, up to three digits, a run of
/// symbols, white space.
/// </summary>
/// <remarks>
/// The published rules are regular expressions; these methods match what they match, in one pass and for every byte. A .NET
/// <c>Regex</c> would not: it sees the halves of surrogate pairs where the rules mean characters. The alternatives, in the order in
/// which they are tried (<c>W</c> upper case, caseless or mark, <c>w</c> lower case, caseless or mark, <c>C</c> contraction):
/// <code>
/// o200k_base   [^\r\n\p{L}\p{N}]?W*w+C? | [^\r\n\p{L}\p{N}]?W+w*C? | \p{N}{1,3} |  ?[^\s\p{L}\p{N}]+[\r\n/]* | white space
/// cl100k_base  C | [^\r\n\p{L}\p{N}]?\p{L}+ | \p{N}{1,3} |  ?[^\s\p{L}\p{N}]+[\r\n]* | white space
/// white space  \s*[\r\n]+ | \s+(?!\S) | \s+
/// </code>
/// </remarks>
internal static class TextPieces
{
    /// <summary>One past the piece that starts at <paramref name="at"/>, always more than <paramref name="at"/>.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="at">Where the piece starts.</param>
    /// <param name="byCase">True for o200k_base, false for cl100k_base.</param>
    public static int End(ReadOnlySpan<byte> text, int at, bool byCase)
    {
        var word = byCase ? CasedWordEnd(text, at) : WordEnd(text, at);
        if (word > at)
        {
            return word;
        }

        var first = Read(text, at, out var length);
        return first switch
        {
            TextClass.Number => NumberEnd(text, at),
            TextClass.Newline => WhiteSpaceEnd(text, at),
            TextClass.Space when text[at] != ' ' || (Read(text, at + 1, out _) & TextClass.Symbol) == 0 => WhiteSpaceEnd(text, at),
            _ => SymbolsEnd(text, at + length, byCase),
        };
    }

    private static int CasedWordEnd(ReadOnlySpan<byte> text, int at)
    {
        var first = Read(text, at, out var length);
        var start = (first & TextClass.Prefix) != 0 ? at + length : at;
        var end = LowerEnd(text, start);
        if (end == 0 && first == TextClass.Mark)
        {
            end = LowerEnd(text, at);
        }

        if (end == 0)
        {
            end = RunEnd(text, start, TextClass.UpperPart);
            end = end > start ? end : 0;
        }

        return end == 0 ? at : ContractionEnd(text, end);
    }

    // W*w+: the run of W gives back what it must until its last character can be a w. 0 when there is none.
    private static int LowerEnd(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        var lastEither = 0;
        while (Read(text, at, out var length) is var next && (next & TextClass.UpperPart) != 0)
        {
            at += length;
            lastEither = (next & TextClass.LowerPart) != 0 ? at : lastEither;
        }

        var end = RunEnd(text, at, TextClass.LowerPart);
        return end > at ? end : lastEither;
    }

    private static int WordEnd(ReadOnlySpan<byte> text, int at)
    {
        var contraction = ContractionEnd(text, at);
        if (contraction > at)
        {
            return contraction;
        }

        var first = Read(text, at, out var length);
        var start = (first & TextClass.Prefix) != 0 ? at + length : at;
        var end = RunEnd(text, start, TextClass.Letter);
        return end > start ? end : at;
    }

    // 's 't 're 've 'm 'll 'd in any case, and Unicode folds the long s (U+017F) into s.
    private static int ContractionEnd(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length || text[at] != '\'')
        {
            return at;
        }

        var rest = text[(at + 1)..];
        var first = rest.Length > 0 ? rest[0] | 0x20 : 0;
        var second = rest.Length > 1 ? rest[1] | 0x20 : 0;
        return (first, second) switch
        {
            ('s' or 't' or 'm' or 'd', _) => at + 2,
            ('r' or 'v', 'e') or ('l', 'l') => at + 3,
            _ => rest.StartsWith("ſ"u8) ? at + 3 : at,
        };
    }

    private static int NumberEnd(ReadOnlySpan<byte> text, int at)
    {
        for (var digits = 0; digits < 3 && Read(text, at, out var length) == TextClass.Number; digits++)
        {
            at += length;
        }

        return at;
    }

    // The line breaks right after symbols go with them, in o200k_base slashes between those too.
    private static int SymbolsEnd(ReadOnlySpan<byte> text, int at, bool takesSlashes)
    {
        at = RunEnd(text, at, TextClass.Symbol);
        while (at < text.Length && (text[at] is (byte)'\r' or (byte)'\n' || (takesSlashes && text[at] == '/')))
        {
            at++;
        }

        return at;
    }

    // Up to the last line break of the run; without one, all but the last character, which goes with the word that follows.
    private static int WhiteSpaceEnd(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        var last = start;
        var lineBreakEnd = start;
        while (Read(text, at, out var length) is var next && (next & TextClass.White) != 0)
        {
            last = at;
            at += length;
            lineBreakEnd = next == TextClass.Newline ? at : lineBreakEnd;
        }

        if (lineBreakEnd > start)
        {
            return lineBreakEnd;
        }

        return at < text.Length && last > start ? last : at;
    }
}
