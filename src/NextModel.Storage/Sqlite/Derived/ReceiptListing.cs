using Microsoft.Data.Sqlite;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>
/// Reads one page of receipts: keyset paging down the index of a key or of each project, merged, with the ledger's tail on top.
/// </summary>
internal sealed class ReceiptListing(DerivedFile derived, ReceiptQuery query)
{
    // Where the page begins (not included) and ends (included), in the order of the list.
    private readonly ReceiptCursor _below = Least(
        query.Before ?? new ReceiptCursor(long.MaxValue, long.MaxValue),
        query.To is { } to ? new ReceiptCursor(to.ToUnixTimeMilliseconds(), 0) : new ReceiptCursor(long.MaxValue, long.MaxValue));

    private readonly long _from = query.From?.ToUnixTimeMilliseconds() ?? long.MinValue;

    // One more than asked for tells whether there is a next page.
    private readonly int _wanted = query.Limit + 1;

    /// <summary>Reads within the snapshot the connection has open.</summary>
    public ReceiptPage Read(SqliteConnection connection)
    {
        var tail = derived.Tail.After(DerivedFile.Watermark(connection)).Where(IsMeant).ToDictionary(fact => fact.Position);
        var indexed = Indexes().SelectMany(index => Scan(connection, index.Table, index.Column, index.Number));
        var page = indexed.Concat(tail.Values.Select(fact => fact.Cursor)).OrderDescending().Take(_wanted).ToList();
        foreach (var fact in derived.Facts.At(page.Select(cursor => cursor.Position).Where(position => !tail.ContainsKey(position))))
        {
            tail[fact.Position] = fact;
        }

        var items = page.Take(query.Limit).Select(cursor => tail[cursor.Position].ToListItem()).ToList();
        return new ReceiptPage(items, page.Count > query.Limit ? items[^1].Cursor : null);
    }

    private IEnumerable<(string Table, string Column, long Number)> Indexes() => query.Filter.KeyId is { } key
        ? [("by_key", "key", derived.Slices.KeyNumber(key))]
        : derived.Slices.ProjectNumbers(query.Scope).Select(number => ("by_project", "project", number));

    private bool IsMeant(ReceiptFact fact) => IsMeant(fact.Slice) && fact.Cursor < _below && fact.CompletedAt >= _from;

    private bool IsMeant(ReceiptSlice slice) =>
        query.Scope.Includes(slice.OrganizationId, slice.TeamId, slice.ProjectId) && query.Filter.Includes(slice);

    private List<ReceiptCursor> Scan(SqliteConnection connection, string table, string column, long number)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            $"""
            SELECT completed_at, position, slice FROM {table}
            WHERE {column} = $number AND (completed_at, position) < ($time, $position) AND completed_at >= $from
            ORDER BY completed_at DESC, position DESC
            """;
        command.Parameters.AddWithValue("$number", number);
        command.Parameters.AddWithValue("$time", _below.CompletedAt);
        command.Parameters.AddWithValue("$position", _below.Position);
        command.Parameters.AddWithValue("$from", _from);
        using var rows = command.ExecuteReader();
        var found = new List<ReceiptCursor>();
        var meant = new Dictionary<long, bool>();
        while (found.Count < _wanted && rows.Read())
        {
            var slice = rows.GetInt64(2);
            if (!meant.TryGetValue(slice, out var isMeant))
            {
                meant[slice] = isMeant = IsMeant(derived.Slices[slice].Slice);
            }

            if (isMeant)
            {
                found.Add(new ReceiptCursor(rows.GetInt64(0), rows.GetInt64(1)));
            }
        }

        return found;
    }

    private static ReceiptCursor Least(ReceiptCursor left, ReceiptCursor right) => left < right ? left : right;
}
