namespace CacheSafety.Reports;

/// <summary>Figures as a report writes them: six digits, so that the same run is the same text everywhere.</summary>
internal static class Rounded
{
    public static double Of(double value) => Math.Round(value, 6);

    public static double? Of(double? value) => value is { } known ? Math.Round(known, 6) : null;
}
