using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>Carries indexes and sums forward by one chunk of receipts, in one transaction, sorted by where rows go.</summary>
internal sealed class DerivedStep : IDisposable
{
    private static readonly long[] Widths = [SumTable.Quarter, SumTable.Day];

    private readonly SliceTable _slices;
    private readonly SqliteStatement _byId;
    private readonly SqliteStatement _byProject;
    private readonly SqliteStatement _byKey;
    private readonly SqliteStatement _sum;
    private readonly SqliteStatement _watermark;

    public DerivedStep(SqliteConnection writer, SliceTable slices)
    {
        _slices = slices;
        _byId = new SqliteStatement(writer, "INSERT INTO by_id VALUES (?, ?) ON CONFLICT DO NOTHING");
        _byProject = new SqliteStatement(writer, "INSERT INTO by_project VALUES (?, ?, ?, ?)");
        _byKey = new SqliteStatement(writer, "INSERT INTO by_key VALUES (?, ?, ?, ?)");
        _sum = new SqliteStatement(
            writer,
            """
            INSERT INTO sums VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
                requests = requests + excluded.requests, input_tokens = input_tokens + excluded.input_tokens,
                cached_input_tokens = cached_input_tokens + excluded.cached_input_tokens, output_tokens = output_tokens + excluded.output_tokens,
                reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens, amount = amount + excluded.amount,
                list_amount = list_amount + excluded.list_amount
            """);
        _watermark = new SqliteStatement(
            writer, "INSERT INTO watermark VALUES (1, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position, hash = excluded.hash");
    }

    /// <summary>Adds the receipts, at least one, to the open transaction.</summary>
    public void Apply(IReadOnlyList<ReceiptFact> facts)
    {
        var rows = facts.Select(fact => (Fact: fact, Slice: _slices.Get(fact.Slice))).ToArray();
        Span<byte> id = stackalloc byte[16];
        foreach (var (fact, _) in rows.OrderBy(row => row.Fact.Id))
        {
            fact.Id.TryWriteBytes(id, bigEndian: true, out _);
            _byId.Bind(1, id);
            _byId.Bind(2, fact.Position);
            _byId.Run();
        }

        foreach (var (fact, slice) in rows.OrderBy(row => row.Slice.Project).ThenBy(row => row.Fact.Cursor))
        {
            Index(_byProject, slice.Project, fact, slice);
        }

        foreach (var (fact, slice) in rows.OrderBy(row => row.Slice.Key).ThenBy(row => row.Fact.Cursor))
        {
            Index(_byKey, slice.Key, fact, slice);
        }

        foreach (var (place, sums) in Sum(rows).OrderBy(sum => sum.Key))
        {
            Write(place, sums);
        }

        _watermark.Bind(1, facts[^1].Position);
        Span<byte> hash = stackalloc byte[ReceiptHash.Size];
        facts[^1].Hash.Write(hash);
        _watermark.Bind(2, hash);
        _watermark.Run();
    }

    public void Dispose()
    {
        _byId.Dispose();
        _byProject.Dispose();
        _byKey.Dispose();
        _sum.Dispose();
        _watermark.Dispose();
    }

    private static void Index(SqliteStatement insert, long owner, ReceiptFact fact, DerivedSlice slice)
    {
        insert.Bind(1, owner);
        insert.Bind(2, fact.CompletedAt);
        insert.Bind(3, fact.Position);
        insert.Bind(4, slice.Number);
        insert.Run();
    }

    private static Dictionary<(SumLevel Level, long Width, long Bucket, long Project, long Slice), UsageSums> Sum(
        (ReceiptFact Fact, DerivedSlice Slice)[] rows)
    {
        var sums = new Dictionary<(SumLevel, long, long, long, long), UsageSums>();
        foreach (var (fact, slice) in rows)
        {
            foreach (var width in Widths)
            {
                var bucket = SumTable.Floor(fact.CompletedAt, width);
                Add(sums, (SumLevel.Slice, width, bucket, slice.Project, slice.Number), fact.Sums);
                Add(sums, (SumLevel.Project, width, bucket, slice.Project, slice.PerProject), fact.Sums);
                Add(sums, (SumLevel.Model, width, bucket, 0, slice.PerModel), fact.Sums);
            }
        }

        return sums;
    }

    private static void Add<TPlace>(Dictionary<TPlace, UsageSums> sums, TPlace place, in UsageSums more)
        where TPlace : notnull
    {
        ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, place, out _);
        sum += more;
    }

    private void Write((SumLevel Level, long Width, long Bucket, long Project, long Slice) place, UsageSums sums)
    {
        _sum.Bind(1, (int)place.Level);
        _sum.Bind(2, place.Width);
        _sum.Bind(3, place.Bucket);
        _sum.Bind(4, place.Project);
        _sum.Bind(5, place.Slice);
        _sum.Bind(6, sums.Requests);
        _sum.Bind(7, sums.InputTokens);
        _sum.Bind(8, sums.CachedInputTokens);
        _sum.Bind(9, sums.OutputTokens);
        _sum.Bind(10, sums.ReasoningTokens);
        _sum.Bind(11, sums.AmountNano);
        _sum.Bind(12, sums.ListAmountNano);
        _sum.Run();
    }
}
