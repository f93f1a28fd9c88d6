using System.Globalization;
using System.Text;

namespace NextModel.Metering;

/// <summary>Finds the <see cref="TextClass"/> of characters of UTF-8 text.</summary>
internal static class TextClasses
{
    private static readonly TextClass[] Ascii = [.. Enumerable.Range(0, 128).Select(value => Classify(new Rune(value)))];

    /// <summary>The class of the character at <paramref name="at"/> and its bytes. A byte that is no UTF-8 counts as a symbol.</summary>
    public static TextClass Read(ReadOnlySpan<byte> text, int at, out int length)
    {
        if (at >= text.Length)
        {
            length = 0;
            return TextClass.None;
        }

        if (text[at] < 128)
        {
            length = 1;
            return Ascii[text[at]];
        }

        Rune.DecodeFromUtf8(text[at..], out var character, out length);
        return Classify(character);
    }

    /// <summary>One past the run of characters of a set that starts at <paramref name="at"/>, which may be empty.</summary>
    public static int RunEnd(ReadOnlySpan<byte> text, int at, TextClass set)
    {
        while ((Read(text, at, out var length) & set) != 0)
        {
            at += length;
        }

        return at;
    }

    private static TextClass Classify(Rune character) => character.Value is '\r' or '\n'
        ? TextClass.Newline
        : Rune.IsWhiteSpace(character)
            ? TextClass.Space
            : Rune.GetUnicodeCategory(character) switch
            {
                UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => TextClass.Upper,
                UnicodeCategory.LowercaseLetter => TextClass.Lower,
                UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => TextClass.Caseless,
                UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => TextClass.Mark,
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => TextClass.Number,
                _ => TextClass.Other,
            };
}
