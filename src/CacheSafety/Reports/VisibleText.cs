using System.Globalization;
using System.Text;

namespace CacheSafety.Reports;

/// <summary>
/// Text in which nothing hides: control, format, bidirectional and other invisible characters are written as their code points. Cases hold
/// injections and overrides on purpose.
/// </summary>
internal static class VisibleText
{
    public static string Of(string? text)
    {
        if (text is null)
        {
            return "";
        }

        var visible = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                visible.Append(CultureInfo.InvariantCulture, $"⟨U+{(int)text[i]:X4}⟩");
                continue;
            }

            if (rune.Value == '\n')
            {
                visible.Append("⏎ ");
            }
            else if (IsHidden(rune))
            {
                visible.Append(CultureInfo.InvariantCulture, $"⟨U+{rune.Value:X4}⟩");
            }
            else
            {
                visible.Append(rune.ToString());
            }

            i += rune.Utf16SequenceLength - 1;
        }

        return visible.ToString();
    }

    private static bool IsHidden(Rune rune) => rune.Value != ' ' && (Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark
        || rune.Value is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800);
}
