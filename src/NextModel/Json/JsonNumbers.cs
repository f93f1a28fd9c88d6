namespace NextModel.Json;

/// <summary>The number grammar of RFC 8259 §6.</summary>
internal static class JsonNumbers
{
    /// <summary>One past the number that starts at <paramref name="at"/>, or -1 if none does.</summary>
    public static int Scan(ReadOnlySpan<byte> text, int at)
    {
        if (at < text.Length && text[at] == '-')
        {
            at++;
        }

        var whole = Digits(text, at);
        if (whole == at || (text[at] == '0' && whole > at + 1))
        {
            return -1;
        }

        at = whole;
        if (at < text.Length && text[at] == '.')
        {
            var fraction = Digits(text, at + 1);
            if (fraction == at + 1)
            {
                return -1;
            }

            at = fraction;
        }

        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < text.Length && text[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            var exponent = Digits(text, at);
            if (exponent == at)
            {
                return -1;
            }

            at = exponent;
        }

        return at;
    }

    private static int Digits(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit((char)text[at]))
        {
            at++;
        }

        return at;
    }
}
