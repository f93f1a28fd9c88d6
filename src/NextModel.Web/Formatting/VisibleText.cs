using System.Globalization;
using System.Text;

namespace NextModel.Web.Formatting;

/// <summary>
/// Text that others chose, in which nothing hides: control and format characters, among them those that turn the direction of writing, stand
/// as their code points. Markup is left to the encoder of the page.
/// </summary>
public static class VisibleText
{
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.EnumerateRunes().Any(IsHidden))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHidden(rune))
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

    /// <summary>
    /// What a model wrote, of several lines: control characters and those that turn the direction of writing stand as their code points;
    /// what joins letters and emoji stays. The playground's script does the same.
    /// </summary>
    public static string OfAnswer(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(IsTurning))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            if (IsTurning(letter))
            {
                visible.Append(CultureInfo.InvariantCulture, $"⟨U+{(int)letter:X4}⟩");
            }
            else
            {
                visible.Append(letter);
            }
        }

        return visible.ToString();
    }

    private static bool IsTurning(char letter) => letter is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') || (char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'));

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
