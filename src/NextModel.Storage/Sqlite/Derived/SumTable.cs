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

    /// <summary>Sums of a range per slice and bucket, or per slice alone.</summary>
    /// <param name="connection">Of <c>derived.db</c>.</param>
    /// <param name="level">How finely.</param>
    /// <param name="cover">Buckets to read.</param>
    /// <param name="project">Only this project; null for all.</param>
    /// <param name="byBucket">False for the whole range at once.</param>
    public static IEnumerable<(long Bucket, long Slice, UsageSums Sums)> Read(
        SqliteConnection connection, SumLevel level, (long Width, long From, long To) cover, long? project, bool byBucket)
    {
        using var command = connection.CreateCommand();

        // One project's rows of each bucket stand together: seek to them bucket by bucket instead of reading everybody's.
        var source = project is null
            ? "sums WHERE level = $level AND width = $width AND bucket >= $from AND bucket < $to"
            : "(WITH RECURSIVE b(bucket) AS (SELECT $from UNION ALL SELECT bucket + $width FROM b WHERE bucket + $width < $to) SELECT bucket FROM b) b "
                + "CROSS JOIN sums USING (bucket) WHERE level = $level AND width = $width AND project = $project";
        command.CommandText =
            $"""
            SELECT {(byBucket ? "bucket" : "$from")}, slice, sum(requests), sum(input_tokens), sum(cached_input_tokens), sum(output_tokens),
                sum(reasoning_tokens), sum(amount), sum(list_amount)
            FROM {source} GROUP BY 1, 2
            """;
        command.Parameters.AddWithValue("$level", (int)level);
        command.Parameters.AddWithValue("$width", cover.Width);
        command.Parameters.AddWithValue("$from", cover.From);
        command.Parameters.AddWithValue("$to", cover.To);
        if (project is { } one)
        {
            command.Parameters.AddWithValue("$project", one);
        }

        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return (rows.GetInt64(0), rows.GetInt64(1), new UsageSums(
                rows.GetInt64(2), rows.GetInt64(3), rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6), rows.GetInt64(7), rows.GetInt64(8)));
        }
    }
}
