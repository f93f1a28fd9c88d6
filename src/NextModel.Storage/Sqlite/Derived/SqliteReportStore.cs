using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>
/// Reports from <c>derived.db</c> and from the ledger's tail that is not in it yet, so that answers are exact whatever the delay.
/// </summary>
public sealed class SqliteReportStore(DerivedFile derived) : IReportStore, IReceiptIndex
{
    public ValueTask<long?> FindAsync(Guid receiptId, CancellationToken cancellationToken)
    {
        using var reader = derived.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        using var command = reader.Connection.CreateCommand();
        command.CommandText = "SELECT position FROM by_id WHERE id = $id";
        command.Parameters.AddWithValue("$id", receiptId.ToByteArray(bigEndian: true));
        return ValueTask.FromResult(
            (long?)command.ExecuteScalar()
            ?? derived.Tail.After(DerivedFile.Watermark(reader.Connection)).Where(fact => fact.Id == receiptId).Select(fact => (long?)fact.Position)
                .FirstOrDefault());
    }

    public ValueTask<ReceiptPage> ListAsync(ReceiptQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        using var reader = derived.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        return ValueTask.FromResult(new ReceiptListing(derived, query).Read(reader.Connection));
    }

    public ValueTask<UsageReport> SumAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var grouping = new UsageGrouping(query);
        using var reader = derived.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        var position = DerivedFile.Watermark(reader.Connection);
        if (grouping.Calendar.Count == 0)
        {
            return ValueTask.FromResult(new UsageReport(position, []));
        }

        AddDerived(query, reader.Connection, grouping, cancellationToken);
        var (from, to) = (grouping.Calendar[0].Start, grouping.Calendar[^1].End);
        foreach (var fact in derived.Tail.After(position))
        {
            position = fact.Position;
            if (fact.CompletedAt >= from && fact.CompletedAt < to)
            {
                Add(grouping, fact.CompletedAt, fact.Slice, fact.Sums);
            }
        }

        return ValueTask.FromResult(new UsageReport(position, grouping.Rows()));
    }

    public ValueTask<long> SettleAsync(CancellationToken cancellationToken)
    {
        while (derived.CatchUp())
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        using var reader = derived.RentReader();
        return ValueTask.FromResult(DerivedFile.Watermark(reader.Connection));
    }

    public async IAsyncEnumerable<ReceiptCursor> SelectAsync(
        ReceiptSelection selection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(selection);
        foreach (var place in new SelectedReceipts(derived, selection).Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return place;
        }

        await Task.CompletedTask;
    }

    private void AddDerived(UsageQuery query, SqliteConnection connection, UsageGrouping grouping, CancellationToken cancellationToken)
    {
        var level = LevelOf(query);
        long? project = null;
        if ((query.Scope.ProjectId ?? query.Filter.ProjectId) is { } only)
        {
            if (derived.Slices.ProjectNumbers(query.Scope with { ProjectId = only }) is not [var one])
            {
                return;
            }

            project = one;
        }

        foreach (var (from, to, byBucket) in Ranges(query, grouping.Calendar))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var cover in (byBucket ? [(SumTable.Quarter, from, to)] : SumTable.Cover(from, to)).Where(cover => cover.From < cover.To))
            {
                foreach (var (bucket, slice, sums) in SumTable.Read(connection, level, cover, project, byBucket))
                {
                    Add(grouping, bucket, derived.Slices[slice].Slice, sums);
                }
            }
        }
    }

    // Long intervals one by one, each from as few rows as there can be; short ones all at once.
    private static IEnumerable<(long From, long To, bool ByBucket)> Ranges(UsageQuery query, UsageCalendar calendar) =>
        query.Interval is UsageInterval.Quarter or UsageInterval.Hour
            ? [(calendar[0].Start, calendar[^1].End, true)]
            : Enumerable.Range(0, calendar.Count).Select(interval => (calendar[interval].Start, calendar[interval].End, false));

    // The coarsest level that still tells apart what is asked for.
    private static SumLevel LevelOf(UsageQuery query)
    {
        var byProject = query.Filter with { ProjectId = null, TeamId = null };
        var byModel = query.Filter with { Model = null, SourceId = null, ServeMode = null };
        return byProject == ReceiptFilter.All && query.GroupBy.All(by => by is UsageDimension.Project or UsageDimension.Team) ? SumLevel.Project
            : query.Scope is { ProjectId: null, TeamId: null } && byModel == ReceiptFilter.All
                && query.GroupBy.All(by => by is UsageDimension.Model or UsageDimension.Source or UsageDimension.ServeMode) ? SumLevel.Model
            : SumLevel.Slice;
    }

    private static void Add(UsageGrouping grouping, long time, ReceiptSlice slice, in UsageSums sums)
    {
        if (grouping.Includes(slice))
        {
            grouping.Add(time, slice, sums);
        }
    }
}
