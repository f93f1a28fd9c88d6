using System.Globalization;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>Offsets from UTC: <c>Z</c>, <c>+08:00</c>, <c>-05:30</c>.</summary>
public static class ZoneText
{
    public static bool TryParse(string? text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z" or "UTC")
        {
            return true;
        }

        if (text is not [('+' or '-') and var sign, _, _, ':', _, _]
            || !TimeSpan.TryParseExact(text.AsSpan(1), "hh\\:mm", CultureInfo.InvariantCulture, out var size) || size > TimeSpan.FromHours(14))
        {
            return false;
        }

        offset = sign == '-' ? -size : size;
        return true;
    }
}
