using Microsoft.Data.Sqlite;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>The table <c>sums</c>: its widths, and reading a range from as few rows as cover it.</summary>
internal static class SumTable
{
    /// <summary>Milliseconds of the narrow buckets.</summary>
    public const long Quarter = UsageCalendar.Quarter;

    /// <summary>Milliseconds of the wide buckets.</summary>
    public const long Day = 96 * Quarter;

    /// <summary>What is read of a row.</summary>
    public const string Columns = "SELECT sums.bucket, slice, requests, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, amount, list_amount FROM ";

    /// <summary>Everybody's rows of a range.</summary>
    public const string OfAll = "sums WHERE level = ?1 AND width = ?2 AND bucket >= ?3 AND bucket < ?4";

    /// <summary>Those of some owners. They stand together in each bucket: seek to them bucket by bucket instead of reading everybody's.</summary>
    public const string OfOwners =
        "json_each(?5) o CROSS JOIN (WITH RECURSIVE b(bucket) AS (SELECT ?3 UNION ALL SELECT bucket + ?2 FROM b WHERE bucket + ?2 < ?4) SELECT bucket FROM b) b "
        + "CROSS JOIN sums ON sums.bucket = b.bucket AND level = ?1 AND width = ?2 AND project = o.value";

    public static long Floor(long time, long width) => time - (((time % width) + width) % width);

    public static long Ceiling(long time, long width) => Floor(time + width - 1, width);

    /// <summary>Buckets that together are the range: whole UTC days, and quarters at both ends.</summary>
    public static IEnumerable<(long Width, long From, long To)> Cover(long from, long to)
    {
        var (firstDay, lastDay) = (Ceiling(from, Day), Floor(to, Day));
        if (firstDay >= lastDay)
        {
            return [(Quarter, from, to)];
        }

        return [(Quarter, from, firstDay), (Day, firstDay, lastDay), (Quarter, lastDay, to)];
    }

    /// <summary>
    /// The end of the UTC day that a range ends in, where nothing was summed from its end on: the day that is not over is then read from its own
    /// rows instead of up to 96 quarters of them. Else the range's own end.
    /// </summary>
    /// <param name="connection">Of <c>derived.db</c>, in the snapshot that sums are read from.</param>
    /// <param name="level">How finely.</param>
    /// <param name="to">The range's end, at a full quarter.</param>
    public static long WholeDay(SqliteConnection connection, SumLevel level, long to)
    {
        var end = Ceiling(to, Day);
        if (end == to)
        {
            return to;
        }

        using var later = new SqliteStatement(connection, "SELECT 1 FROM sums WHERE level = ?1 AND width = ?2 AND bucket >= ?3 AND bucket < ?4 LIMIT 1");
        later.Bind(1, (int)level);
        later.Bind(2, Quarter);
        later.Bind(3, to);
        later.Bind(4, end);
        return later.Step() ? to : end;
    }

    /// <summary>Rows of a range; those of one owner bucket after bucket.</summary>
    /// <param name="connection">Of <c>derived.db</c>.</param>
    /// <param name="level">How finely.</param>
    /// <param name="cover">Buckets to read.</param>
    /// <param name="owners">Whose, by the number in the column <c>project</c>; null for everybody's.</param>
    public static IEnumerable<(long Bucket, long Slice, UsageSums Sums)> Read(
        SqliteConnection connection, SumLevel level, (long Width, long From, long To) cover, IReadOnlyList<long>? owners)
    {
        using var rows = new SqliteStatement(connection, Columns + (owners is null ? OfAll : OfOwners));
        rows.Bind(1, (int)level);
        rows.Bind(2, cover.Width);
        rows.Bind(3, cover.From);
        rows.Bind(4, cover.To);
        if (owners is not null)
        {
            rows.Bind(5, $"[{string.Join(',', owners)}]");
        }

        while (rows.Step())
        {
            yield return (rows.GetInt64(0), rows.GetInt64(1), new UsageSums(
                rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6), rows.GetInt64(7), rows.GetInt64(8)));
        }
    }
}
