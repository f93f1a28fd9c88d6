using Microsoft.Data.Sqlite;
using NextModel.Reporting;
using NextModel.Storage.Ledger;

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

    private const int FewBands = 64;
    private const int MostLookedAt = 2048;

    // Indexes of projects have no amounts: they are read from the ledger, so many at a time.
    private const int MostRead = 256;

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
        var page = Indexed(connection).Concat(tail.Values.Select(fact => fact.Cursor)).OrderDescending().Take(_wanted).ToList();
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

    // A filter that many receipts pass finds its page among the newest of all. One that few pass, among many bands, is looked for in each
    // of those, from where that ended.
    private IEnumerable<ReceiptCursor> Indexed(SqliteConnection connection)
    {
        if (IsWhole())
        {
            return Merge(connection, OfProject, ProjectNumbers(), _below, _wanted, int.MaxValue).Found;
        }

        var bands = BandNumbers();
        if (bands.Count <= FewBands)
        {
            return Merge(connection, OfBand, bands, _below, _wanted, int.MaxValue).Found;
        }

        var (found, stoppedAt) = query.MinAmountNano > 0 ? Dear(connection) : Merge(connection, OfProject, ProjectNumbers(), _below, _wanted, MostLookedAt);
        return found.Count >= _wanted || stoppedAt is not { } below
            ? found
            : found.Concat(Merge(connection, OfBand, bands, below, _wanted - found.Count, int.MaxValue).Found);
    }

    // Those of the newest that cost as much, some at a time. Asking thousands of bands costs more than reading on for a while.
    private (List<ReceiptCursor> Found, ReceiptCursor? StoppedAt) Dear(SqliteConnection connection)
    {
        var projects = ProjectNumbers();
        var found = new List<ReceiptCursor>();
        ReceiptCursor? stoppedAt = _below;
        for (var looked = 0; looked < MostLookedAt && found.Count < _wanted && stoppedAt is { } below; looked += MostRead)
        {
            var (newest, gaveUpAt) = Merge(connection, OfProject, projects, below, MostRead, MostLookedAt);
            found.AddRange(derived.Facts.At(newest.Select(cursor => cursor.Position)).Where(IsMeant).Select(fact => fact.Cursor));
            if (newest.Count < MostRead)
            {
                return (found, gaveUpAt);
            }

            stoppedAt = newest[^1];
        }

        return (found, stoppedAt);
    }

    // The newest of each, and more of those only that the page reaches into. Also, where it gave up after so many rows, the last of them.
    private (List<ReceiptCursor> Found, ReceiptCursor? StoppedAt) Merge(
        SqliteConnection connection, string sql, IReadOnlyList<long> owners, ReceiptCursor from, int wanted, int most)
    {
        using var rows = new SqliteStatement(connection, sql);
        var next = new PriorityQueue<IndexRun, ReceiptCursor>(Comparer<ReceiptCursor>.Create(static (left, right) => right.CompareTo(left)));
        foreach (var owner in owners)
        {
            Enqueue(new IndexRun(owner), from, 1);
        }

        var found = new List<ReceiptCursor>();
        for (var looked = 1; found.Count < wanted && next.TryDequeue(out var run, out var cursor); looked++)
        {
            var third = run.Take().Third;
            if (sql == OfBand ? third >= query.MinAmountNano : IsMeantSlice(third))
            {
                found.Add(cursor);
            }

            if (looked == most && found.Count < wanted)
            {
                return (found, cursor);
            }

            Enqueue(run, cursor, Math.Min(wanted, 16));
        }

        return (found, null);

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
