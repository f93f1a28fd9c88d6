using System.Runtime.CompilerServices;
using NextModel.Ledger;

namespace NextModel.Storage.Moving;

/// <summary>
/// Moves a whole installation from one engine to the other, row by row in bounded memory, and reads again what it wrote: every table's rows, sums
/// of amounts and digest have to be the source's before the target becomes an installation.
/// </summary>
/// <param name="source">Read at one moment; nobody else writes there.</param>
/// <param name="target">Empty.</param>
/// <param name="tell">Told a table and how many of its rows were moved, now and then.</param>
public sealed class InstallationMove(MoveEnd source, MoveEnd target, Action<string, long> tell)
{
    private const int TellEvery = 10_000;

    private string _newest = "";

    /// <summary>Moves all of it. Where anything differs the target is left without what was written.</summary>
    public async ValueTask<MoveReport> RunAsync(CancellationToken cancellationToken)
    {
        var (first, last) = await source.ReadRangeAsync(cancellationToken);
        await target.MakeRoomAsync(first, last, cancellationToken);
        var moved = new List<(MovedTable Table, IReadOnlyList<string> Columns, TableSum Sum)>();
        foreach (var table in MovedTables.All.Where(target.Keeps))
        {
            var columns = table.Columns ?? await PostgresColumnsAsync(table, cancellationToken);
            var sum = new TableSum(table, columns);
            await target.WriteAsync(table, columns, CountedAsync(table, columns, sum, cancellationToken), cancellationToken);
            moved.Add((table, columns, sum));
        }

        var head = _newest;
        _newest = "";
        var keys = await source.ReadKeysAsync(cancellationToken);
        await target.WriteKeysAsync(keys, cancellationToken);
        var sums = new List<MovedSum>();
        foreach (var (table, columns, sum) in moved)
        {
            sums.Add(new MovedSum(table, sum, await ReadAgainAsync(table, columns, cancellationToken)));
        }

        var report = new MoveReport(
            source.Name, target.Name, sums, new MovedHead(last, head, _newest), new MovedKeys(keys.Count, Same(keys, await target.ReadKeysAsync(cancellationToken))));
        if (report.IsWhole)
        {
            await target.FinishAsync(cancellationToken);
        }

        return report;
    }

    private async IAsyncEnumerable<object?[]> CountedAsync(
        MovedTable table, IReadOnlyList<string> columns, TableSum sum, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        object?[]? last = null;
        await foreach (var row in source.ReadAsync(table, columns, cancellationToken))
        {
            sum.Add(row);
            if (sum.Rows % TellEvery == 0)
            {
                tell(table.Name, sum.Rows);
            }

            yield return last = row;
        }

        Remember(table, columns, last);
    }

    private async ValueTask<TableSum> ReadAgainAsync(MovedTable table, IReadOnlyList<string> columns, CancellationToken cancellationToken)
    {
        var sum = new TableSum(table, columns);
        object?[]? last = null;
        await foreach (var row in target.ReadAsync(table, columns, cancellationToken))
        {
            sum.Add(last = row);
            if (sum.Rows % TellEvery == 0)
            {
                tell(table.Name + ", read again", sum.Rows);
            }
        }

        Remember(table, columns, last);
        return sum;
    }

    // Receipts are read in the order of their positions: the last one is the newest.
    private void Remember(MovedTable table, IReadOnlyList<string> columns, object?[]? last)
    {
        if (table.Name == "receipts" && last?[columns.ToList().IndexOf("hash")] is byte[] hash)
        {
            _newest = "sha256:" + Convert.ToHexStringLower(hash);
        }
    }

    private ValueTask<IReadOnlyList<string>> PostgresColumnsAsync(MovedTable table, CancellationToken cancellationToken) =>
        (source as PostgresMoveEnd ?? (PostgresMoveEnd)target).ColumnsAsync(table, cancellationToken);

    private static int Same(IReadOnlyList<KeptSigningKey> keys, IReadOnlyList<KeptSigningKey> again) => again.Count > keys.Count ? -1 : keys.Count(key => again.Any(
        other => other.Name == key.Name && other.Json == key.Json && (other.Sealed ?? []).AsSpan().SequenceEqual(key.Sealed ?? [])));
}
