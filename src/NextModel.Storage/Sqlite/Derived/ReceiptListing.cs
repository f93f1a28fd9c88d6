using Microsoft.Data.Sqlite;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>
/// Reads one page of receipts: keyset paging down the index of each project, or of each band that can have what is looked for, merged, with
/// the ledger's tail on top. What it costs grows with their number, not with the receipts.
/// </summary>
internal sealed class ReceiptListing(DerivedFile derived, ReceiptQuery query)
{
    /// <summary>The rows of one project before a place, newest first.</summary>
    public const string OfProject = "SELECT completed_at, position, slice FROM by_project WHERE project = ?1 AND (completed_at, position) < (?2, ?3) AND completed_at >= ?4 "
        + "ORDER BY completed_at DESC, position DESC LIMIT ?5";

    /// <summary>The rows of one band before a place, newest first.</summary>
    public const string OfBand = "SELECT completed_at, position, amount FROM by_band WHERE band = ?1 AND (completed_at, position) < (?2, ?3) AND completed_at >= ?4 "
        + "ORDER BY completed_at DESC, position DESC LIMIT ?5";

    // Where the page begins (not included) and ends (included), in the order of the list.
    private readonly ReceiptCursor _below = Least(
        query.Before ?? new ReceiptCursor(long.MaxValue, long.MaxValue),
        query.To is { } to ? new ReceiptCursor(to.ToUnixTimeMilliseconds(), 0) : new ReceiptCursor(long.MaxValue, long.MaxValue));

    private readonly long _from = query.From?.ToUnixTimeMilliseconds() ?? long.MinValue;

    private readonly Dictionary<long, bool> _meant = [];

    // One more than asked for tells whether there is a next page.
    private readonly int _wanted = query.Limit + 1;

    /// <summary>Reads within the snapshot the connection has open.</summary>
    public ReceiptPage Read(SqliteConnection connection)
    {
        var tail = derived.Tail.After(DerivedFile.Watermark(connection)).Where(IsMeant).ToDictionary(fact => fact.Position);
        var indexed = IsWhole() ? Merge(connection, OfProject, ProjectNumbers()) : Merge(connection, OfBand, BandNumbers());
        var page = indexed.Concat(tail.Values.Select(fact => fact.Cursor)).OrderDescending().Take(_wanted).ToList();
        foreach (var fact in derived.Facts.At(page.Select(cursor => cursor.Position).Where(position => !tail.ContainsKey(position))))
        {
            tail[fact.Position] = fact;
        }

        var items = page.Take(query.Limit).Select(cursor => tail[cursor.Position].ToListItem()).ToList();
        return new ReceiptPage(items, page.Count > query.Limit ? items[^1].Cursor : null);
    }

    // All receipts of whole projects are meant: their own index has them in order.
    private bool IsWhole() =>
        query.Scope.TeamId is null && query.MinAmountNano <= 0 && query.Filter with { ProjectId = null } == ReceiptFilter.All;

    private IReadOnlyList<long> ProjectNumbers() => query.Filter.ProjectId is not { } wanted ? derived.Slices.ProjectNumbers(query.Scope)
        : query.Scope.ProjectId is { } own && own != wanted ? []
        : derived.Slices.ProjectNumbers(query.Scope with { ProjectId = wanted });

    private IReadOnlyList<long> BandNumbers() => derived.Bands.Of(derived.Slices.SliceNumbers(IsMeant), query.MinAmountNano);

    private bool IsMeant(ReceiptFact fact) =>
        IsMeant(fact.Slice) && fact.Sums.AmountNano >= query.MinAmountNano && fact.Cursor < _below && fact.CompletedAt >= _from;

    private bool IsMeant(ReceiptSlice slice) =>
        query.Scope.Includes(slice.OrganizationId, slice.TeamId, slice.ProjectId) && query.Filter.Includes(slice);

    // The newest of each, and more of those only that the page reaches into.
    private List<ReceiptCursor> Merge(SqliteConnection connection, string sql, IReadOnlyList<long> owners)
    {
        using var rows = new SqliteStatement(connection, sql);
        var next = new PriorityQueue<IndexRun, ReceiptCursor>(Comparer<ReceiptCursor>.Create(static (left, right) => right.CompareTo(left)));
        foreach (var owner in owners)
        {
            Enqueue(new IndexRun(owner), _below, 1);
        }

        var found = new List<ReceiptCursor>();
        while (found.Count < _wanted && next.TryDequeue(out var run, out var cursor))
        {
            var third = run.Take().Third;
            if (sql == OfBand ? third >= query.MinAmountNano : IsMeantSlice(third))
            {
                found.Add(cursor);
            }

            Enqueue(run, cursor, Math.Min(_wanted, 16));
        }

        return found;

        void Enqueue(IndexRun run, ReceiptCursor below, int count)
        {
            if (run.IsEmpty)
            {
                run.Fill(rows, below, _from, count);
            }

            if (!run.IsEmpty)
            {
                next.Enqueue(run, run.First);
            }
        }
    }

    private bool IsMeantSlice(long slice)
    {
        if (!_meant.TryGetValue(slice, out var isMeant))
        {
            _meant[slice] = isMeant = IsMeant(derived.Slices[slice].Slice);
        }

        return isMeant;
    }

    private static ReceiptCursor Least(ReceiptCursor left, ReceiptCursor right) => left < right ? left : right;
}
