namespace NextModel.Web.Benchmarks;

/// <summary>A text, cut around what is not in another one: so that a reader sees at once what differs.</summary>
/// <param name="Before">The same in both.</param>
/// <param name="Changed">Of this text only; empty where something was left out.</param>
/// <param name="After">The same in both.</param>
public readonly record struct TextChange(string Before, string Changed, string After)
{
    /// <summary>Cuts <paramref name="text"/> where it begins and stops to differ from <paramref name="other"/>, between words where there are any.</summary>
    public static TextChange Of(string text, string other)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(other);
        var most = Math.Min(text.Length, other.Length);
        var start = 0;
        while (start < most && text[start] == other[start])
        {
            start++;
        }

        var end = 0;
        while (end < most - start && text[^(end + 1)] == other[^(end + 1)])
        {
            end++;
        }

        // A word of letters and digits is marked whole; so is a character of two halves.
        while (start > 0 && (IsInWord(text, start) || char.IsLowSurrogate(text, Math.Min(start, text.Length - 1))))
        {
            start--;
        }

        while (end > 0 && (IsInWord(text, text.Length - end) || char.IsLowSurrogate(text[^end])))
        {
            end--;
        }

        return new TextChange(text[..start], text[start..^end], text[^end..]);
    }

    private static bool IsInWord(string text, int at) => at > 0 && at < text.Length && IsWord(text[at - 1]) && IsWord(text[at]);

    private static bool IsWord(char letter) => letter < 0x2E80 && char.IsLetterOrDigit(letter);
}
