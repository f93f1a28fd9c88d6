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

    public ValueTask<IReadOnlyList<UsageRow>> SumAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var grouping = new UsageGrouping(query);
        var from = SumTable.Floor(query.From.ToUnixTimeMilliseconds(), SumTable.Quarter);
        var to = SumTable.Ceiling(query.To.ToUnixTimeMilliseconds(), SumTable.Quarter);
        using var reader = derived.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        var watermark = DerivedFile.Watermark(reader.Connection);
        if (from < to)
        {
            AddDerived(query, from, to, reader.Connection, grouping);
            foreach (var fact in derived.Tail.After(watermark).Where(fact => fact.CompletedAt >= from && fact.CompletedAt < to))
            {
                Add(grouping, fact.CompletedAt, fact.Slice, fact.Sums);
            }
        }

        return ValueTask.FromResult(grouping.Rows());
    }

    private void AddDerived(UsageQuery query, long from, long to, SqliteConnection connection, UsageGrouping grouping)
    {
        var level = LevelOf(query);
        long? project = null;
        if (query.Scope.ProjectId is not null)
        {
            if (derived.Slices.ProjectNumbers(query.Scope) is not [var one])
            {
                return;
            }

            project = one;
        }

        var (allowDays, interval) = query.Interval switch
        {
            UsageInterval.None => (true, long.MaxValue),
            UsageInterval.Day => (true, SumTable.Day),
            _ => (false, SumTable.Quarter),
        };
        foreach (var cover in SumTable.Cover(from, to, allowDays).Where(cover => cover.From < cover.To))
        {
            foreach (var (start, slice, sums) in SumTable.Read(connection, level, cover, project, interval))
            {
                Add(grouping, start, derived.Slices[slice].Slice, sums);
            }
        }
    }

    // The coarsest level that still tells apart what is asked for.
    private static SumLevel LevelOf(UsageQuery query)
    {
        var byModel = query.Filter with { Model = null, SourceId = null, ServeMode = null };
        return query.Filter == ReceiptFilter.All && query.GroupBy.All(by => by is UsageDimension.Project or UsageDimension.Team) ? SumLevel.Project
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
