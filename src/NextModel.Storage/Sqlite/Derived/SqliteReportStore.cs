using System.Runtime.CompilerServices;
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

    public async ValueTask<UsageReport> SumAsync(UsageQuery query, CancellationToken cancellationToken) => (await SumAsync([query], cancellationToken))[0];

    public ValueTask<IReadOnlyList<UsageReport>> SumAsync(IReadOnlyList<UsageQuery> queries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(queries);
        var sums = queries.Select(query => new DerivedReport(derived, query)).ToList();
        using var reader = derived.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        var position = DerivedFile.Watermark(reader.Connection);
        sums.ForEach(one => one.Read(reader.Connection, cancellationToken));
        foreach (var fact in derived.Tail.After(position))
        {
            position = fact.Position;
            foreach (var one in sums)
            {
                one.Add(fact);
            }
        }

        return ValueTask.FromResult<IReadOnlyList<UsageReport>>([.. sums.Select(one => new UsageReport(position, one.Rows()))]);
    }

    public ValueTask<long> ReadHeadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(derived.Facts.Head());

    public ValueTask<IReadOnlyList<ReceiptListItem>> ReadAfterAsync(long position, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ReceiptListItem>>([.. derived.Facts.After(position, limit).Select(fact => fact.ToListItem())]);

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
}
