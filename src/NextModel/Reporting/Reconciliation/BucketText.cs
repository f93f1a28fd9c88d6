using System.Globalization;

namespace NextModel.Reporting.Reconciliation;

/// <summary>Times as reports spell them, in UTC.</summary>
internal static class BucketText
{
    public static string Time(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString(
            unixMilliseconds % 1000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>First instant, slash, end (ISO 8601 interval).</summary>
    public static string Of(long start, long end) => Time(start) + "/" + Time(end);
}
