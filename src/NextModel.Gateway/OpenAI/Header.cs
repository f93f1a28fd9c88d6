namespace NextModel.Gateway.OpenAI;

/// <summary>Values of headers, made fit to stand in a message.</summary>
internal static class Header
{
    private const int Longest = 60;

    /// <summary>The value shortened, with anything but printable ASCII replaced.</summary>
    public static string Show(string? value)
    {
        var text = value ?? "";
        var shown = string.Create(Math.Min(text.Length, Longest), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        });
        return text.Length > Longest ? shown + "…" : shown;
    }
}
