using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using NextModel.Reporting;
using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>Adds chunks of receipts to the table <c>sums</c>. What a chunk adds to a row is summed here first.</summary>
internal sealed class DerivedSums : IDisposable
{
    private static readonly long[] Widths = [SumTable.Quarter, SumTable.Day];

    private readonly SqliteStatement _insert;

    // Of the bucket at hand, by slice number.
    private readonly Dictionary<long, (DerivedSlice Slice, UsageSums Sums)> _bucket = [];
    private readonly Dictionary<(SumLevel Level, long Width, long Bucket, long Project, long Slice), UsageSums> _sums = [];

    public DerivedSums(SqliteConnection writer) => _insert = new SqliteStatement(
        writer,
        """
        INSERT INTO sums VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
            requests = requests + excluded.requests, input_tokens = input_tokens + excluded.input_tokens,
            cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens, output_tokens = output_tokens + excluded.output_tokens,
            reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens, amount = amount + excluded.amount,
            list_amount = list_amount + excluded.list_amount
        """);

    /// <summary>Adds the receipts, each with its slice, to the open transaction.</summary>
    public void Write(ReadOnlySpan<ReceiptFact> facts, List<DerivedSlice> slices)
    {
        _sums.Clear();
        Add(facts, slices);
        foreach (var (place, sums) in _sums)
        {
            Write(place, sums);
        }
    }

    public void Dispose() => _insert.Dispose();

    // Most chunks lie in one quarter of an hour, and their receipts in far fewer slices: one look-up for each receipt, all others per slice.
    private void Add(ReadOnlySpan<ReceiptFact> facts, List<DerivedSlice> slices)
    {
        _bucket.Clear();
        var bucket = SumTable.Floor(facts[0].CompletedAt, SumTable.Quarter);
        for (var i = 0; i < facts.Length; i++)
        {
            if (facts[i].CompletedAt < bucket || facts[i].CompletedAt >= bucket + SumTable.Quarter)
            {
                Fold(bucket);
                bucket = SumTable.Floor(facts[i].CompletedAt, SumTable.Quarter);
            }

            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_bucket, slices[i].Number, out _);
            sum.Slice = slices[i];
            sum.Sums += facts[i].Sums;
        }

        Fold(bucket);
    }

    private void Fold(long quarter)
    {
        foreach (var (slice, sums) in _bucket.Values)
        {
            foreach (var width in Widths)
            {
                var bucket = SumTable.Floor(quarter, width);
                Add((SumLevel.Slice, width, bucket, slice.Project, slice.Number), sums);
                Add((SumLevel.Project, width, bucket, slice.Project, slice.PerProject), sums);
                Add((SumLevel.Model, width, bucket, slice.PerOrganization, slice.PerModel), sums);
                Add((SumLevel.Key, width, bucket, slice.Project, slice.PerKey), sums);
            }
        }

        _bucket.Clear();
    }

    private void Add((SumLevel Level, long Width, long Bucket, long Project, long Slice) place, in UsageSums more)
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, place, out _);
        sum += more;
    }

    private void Write((SumLevel Level, long Width, long Bucket, long Project, long Slice) place, in UsageSums sums)
    {
        _insert.Bind(1, (int)place.Level);
        _insert.Bind(2, place.Width);
        _insert.Bind(3, place.Bucket);
        _insert.Bind(4, place.Project);
        _insert.Bind(5, place.Slice);
        _insert.Bind(6, sums.Requests);
        _insert.Bind(7, sums.InputTokens);
        _insert.Bind(8, sums.CachedInputTokens);
        _insert.Bind(9, sums.OutputTokens);
        _insert.Bind(10, sums.ReasoningTokens);
        _insert.Bind(11, sums.AmountNano);
        _insert.Bind(12, sums.ListAmountNano);
        _insert.Run();
    }
}
