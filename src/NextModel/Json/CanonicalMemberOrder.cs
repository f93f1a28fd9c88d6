namespace NextModel.Json;

/// <summary>Orders members by the UTF-16 code units of their names (RFC 8785 §3.2.3); equal names by their place in the text.</summary>
internal readonly struct CanonicalMemberOrder(JsonTape tape, PooledBuffer? decodedNames) : IComparer<CanonicalMember>
{
    private const byte FirstLeadOfPrivateUse = 0xEE;
    private const byte FirstLeadOfPairs = 0xF0;

    public int Compare(CanonicalMember x, CanonicalMember y)
    {
        var order = CompareAsUtf16(NameOf(x), NameOf(y));
        return order != 0 ? order : x.Token - y.Token;
    }

    /// <summary>
    /// The order of UTF-8 bytes is that of code points. Code units differ in one thing: what needs a surrogate pair (lead byte F0 and up)
    /// comes before U+E000 to U+FFFF (lead bytes EE and EF).
    /// </summary>
    public static int CompareAsUtf16(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        var at = !x.IsEmpty && !y.IsEmpty && x[0] != y[0] ? 0 : x.CommonPrefixLength(y);
        if (at == x.Length || at == y.Length)
        {
            return x.Length - y.Length;
        }

        var (a, b) = (x[at], y[at]);
        return a >= FirstLeadOfPrivateUse && b >= FirstLeadOfPrivateUse && (a >= FirstLeadOfPairs) != (b >= FirstLeadOfPairs)
            ? b - a
            : a - b;
    }

    private ReadOnlySpan<byte> NameOf(in CanonicalMember member) => member.Start >= 0
        ? tape.Text.Slice(member.Start, member.Length)
        : decodedNames!.Written.Slice(~member.Start, member.Length);
}
