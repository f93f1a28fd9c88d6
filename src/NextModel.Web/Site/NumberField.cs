using System.Globalization;

namespace NextModel.Web.Site;

/// <summary>A number somebody typed into a form: kept as it was typed, with what is wrong about it.</summary>
/// <param name="Text">As it was typed, or the number it starts with.</param>
/// <param name="Value">What it means; what it starts with where it means nothing.</param>
/// <param name="IsWrong">True when it means nothing or is out of range.</param>
public sealed record NumberField(string Text, decimal Value, bool IsWrong)
{
    /// <summary>Reads a number. Thousands may be apart by commas; a percent sign at the end is taken as typed for show.</summary>
    /// <param name="typed">What was typed; null when the field was not sent.</param>
    /// <param name="start">What the field starts with.</param>
    /// <param name="most">The largest number allowed; the least is 0.</param>
    public static NumberField Read(string? typed, decimal start, decimal most)
    {
        if (string.IsNullOrWhiteSpace(typed))
        {
            return new NumberField(Show(start), start, false);
        }

        var text = typed.Trim();
        var reads = decimal.TryParse(text.TrimEnd('%', ' '), NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value);
        return reads && value <= most ? new NumberField(text, value, false) : new NumberField(text.Length > 40 ? text[..40] : text, start, true);
    }

    private static string Show(decimal value) => value.ToString(value == decimal.Truncate(value) ? "N0" : "0.##", CultureInfo.InvariantCulture);
}
