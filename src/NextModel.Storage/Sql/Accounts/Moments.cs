namespace NextModel.Storage.Sql.Accounts;

/// <summary>Times as they stand in the tables: milliseconds since 1970.</summary>
internal static class Moments
{
    public static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Of(long? milliseconds) => milliseconds is { } at ? At(at) : null;
}
