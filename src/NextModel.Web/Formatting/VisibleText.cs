using System.Globalization;
using System.Text;

namespace NextModel.Web.Formatting;

/// <summary>
/// Text that others chose, in which nothing hides: control and format characters, among them those that turn the direction of writing, stand
/// as their code points. Markup is left to the encoder of the page.
/// </summary>
public static class VisibleText
{
    public static string Of(string text) => Show(text, IsHidden);

    /// <summary>
    /// What a model wrote, of several lines: control characters and those that turn the direction of writing stand as their code points;
    /// what joins letters and emoji stays. The playground's script does the same.
    /// </summary>
    public static string OfAnswer(string text) => Show(text, IsTurning);

    private static string Show(string text, Func<Rune, bool> isHidden)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.EnumerateRunes().Any(isHidden))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (isHidden(rune))
            {
                visible.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            }
            else
            {
                visible.Append(rune.ToString());
            }
        }

        return visible.ToString();
    }

    private static bool IsTurning(Rune rune) => rune.Value is 0x2028 or 0x2029 or (>= 0x202a and <= 0x202e) or (>= 0x2066 and <= 0x2069)
        || (Rune.IsControl(rune) && rune.Value is not ('\n' or '\r' or '\t'));

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
