using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>
/// What every report store must do: the same answers as counting the receipts one by one, whether they are in its indexes already or not.
/// </summary>
public abstract partial class ReportStoreConformance : IAsyncLifetime
{
    private static readonly ReceiptScope Organization = new(SampleTenant.Caller(1).Organization.Id, null);
    private static readonly ReceiptScope Project = Organization with { ProjectId = SampleTenant.Caller(1, 2).Project.Id };

    private readonly TemporaryDirectory _directory = new();
    private readonly List<(LedgerEntry Entry, ReceiptCursor Cursor)> _receipts = [];

    private IOpenReports _opened = null!;

    protected string Directory => _directory.Path;

    protected ManualTime Time { get; } = new(SampleTenant.Day);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract IOpenReports Open(string directory);

    /// <summary>Three days of receipts of two organizations; the indexes know the first half only.</summary>
    public async ValueTask InitializeAsync()
    {
        _opened = Open(Directory);
        using var ledger = await TestLedger.StartAsync(_opened.Store, Directory, Time, Cancellation);
        var random = new Random(7);
        for (var i = 0; i < 240; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(random.Next(0, 36)));
            var project = 1 + random.Next(3);
            var caller = SampleTenant.Caller(1 + (i % 5 == 0 ? 1 : 0), project, (project * 10) + random.Next(3));
            await AppendAsync(ledger, Entry(caller, random));
            if (i == 120)
            {
                _opened.CatchUp();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _opened.Dispose();
        _directory.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FindAsync_EveryReceipt_GivesItsPosition(bool caughtUp)
    {
        CatchUp(caughtUp);
        foreach (var (entry, cursor) in _receipts)
        {
            (await _opened.Index.FindAsync(entry.Id, Cancellation)).ShouldBe(cursor.Position);
        }

        (await _opened.Index.FindAsync(Guid.CreateVersion7(SampleTenant.Day), Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Trees_EveryReceipt_IsProvenUnderEveryLaterSize(bool caughtUp)
    {
        CatchUp(caughtUp);
        var organization = Organization.OrganizationId;
        var own = _receipts.Where(receipt => receipt.Entry.Caller.Organization.Id == organization).ToList();
        var nodes = new Dictionary<MerklePlace, ReceiptHash>();
        var tree = new MerkleFrontier();
        var roots = new List<ReceiptHash> { default };
        var hashes = (await _opened.Store.ReadLeavesAsync(0, 1000, Cancellation)).ToDictionary(leaf => leaf.Position, leaf => leaf.Hash);
        foreach (var (_, cursor) in own)
        {
            tree.Add(hashes[cursor.Position], (place, node) => nodes[place] = node);
            roots.Add(tree.Root);
        }

        for (var index = 0; index < own.Count; index += 5)
        {
            foreach (var size in (int[])[index, index + 1, (index + own.Count) / 2, own.Count, own.Count + 1])
            {
                var position = own[index].Cursor.Position;
                var found = await _opened.Trees.FindAsync(organization, position, size, Cancellation);
                if (size <= index || size > own.Count)
                {
                    found.ShouldBeNull($"{index} of {size}");
                    continue;
                }

                found.ShouldNotBeNull().Index.ShouldBe(index);
                MerkleTree.TryClimb(hashes[position], index, size, found.Path, out var root).ShouldBeTrue();
                root.ShouldBe(roots[size]);
                var grown = (await _opened.Trees.FindConsistencyAsync(organization, index + 1, size, Cancellation)).ShouldNotBeNull();
                MerkleProof.IsConsistent(index + 1, roots[index + 1], size, roots[size], grown).ShouldBeTrue();
            }
        }

        (await _opened.Trees.FindConsistencyAsync(organization, 1, own.Count + 1, Cancellation)).ShouldBeNull();
        (await _opened.Trees.FindAsync("org_of_nobody", 1, 1, Cancellation)).ShouldBeNull();
        var stranger = _receipts.First(receipt => receipt.Entry.Caller.Organization.Id != organization).Cursor.Position;
        (await _opened.Trees.FindAsync(organization, stranger, own.Count, Cancellation)).ShouldBeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SumAsync_AnyGroupingAndInterval_IsTheSumOfTheReceipts(bool caughtUp)
    {
        CatchUp(caughtUp);
        foreach (var scope in (ReceiptScope[])[Organization, Project, Organization with { TeamId = SampleTenant.Caller(1).Team.Id }])
        {
            foreach (var (filter, groupBy, interval, sandbox, zone) in Combinations().Concat(RandomCombinations(60)))
            {
                var query = new UsageQuery(scope, filter, SampleTenant.Day.AddMinutes(15), SampleTenant.Day.AddHours(70))
                {
                    GroupBy = groupBy,
                    Interval = interval,
                    IncludeSandbox = sandbox,
                    TimeZone = zone,
                };

                var report = await _opened.Reports.SumAsync(query, Cancellation);

                report.Position.ShouldBe(_receipts.Count);
                report.Rows.Select(row => (row.Start, string.Join('|', row.Group), row.Currency, row.Sums))
                    .ShouldBe(Counted(query), $"{scope} {filter} {string.Join(',', groupBy)} {interval} {sandbox}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SumAsync_SeveralAtOnce_AreEachAsAlone(bool caughtUp)
    {
        CatchUp(caughtUp);
        UsageQuery[] queries =
        [
            .. RandomCombinations(12).Select(one => new UsageQuery(Organization, one.Filter, SampleTenant.Day.AddHours(one.GroupBy.Length), SampleTenant.Day.AddHours(60))
            {
                GroupBy = one.GroupBy,
                Interval = one.Interval,
                IncludeSandbox = one.Sandbox,
                TimeZone = one.Zone,
            }),
        ];

        var together = await _opened.Reports.SumAsync(queries, Cancellation);

        together.Count.ShouldBe(queries.Length);
        foreach (var (query, report) in queries.Zip(together))
        {
            report.Position.ShouldBe(_receipts.Count);
            report.Rows.Select(row => (row.Start, string.Join('|', row.Group), row.Currency, row.Sums)).ShouldBe(Counted(query));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAfterAsync_FromAnyPosition_GivesEverybodysOldestFirst(bool caughtUp)
    {
        CatchUp(caughtUp);
        (await _opened.Reports.ReadHeadAsync(Cancellation)).ShouldBe(_receipts.Count);
        foreach (var after in (int[])[0, 100, _receipts.Count - 1, _receipts.Count])
        {
            var items = await _opened.Reports.ReadAfterAsync(after, 50, Cancellation);

            items.Select(item => (item.Cursor, item.Id, item.Sums)).ShouldBe(
                _receipts.Skip(after).Take(50).Select(receipt => (receipt.Cursor, receipt.Entry.Id, Sums(receipt.Entry))));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SelectAsync_FromAnyPlace_GivesEveryReceiptOnceInTheOrderOfCompletion(bool caughtUp)
    {
        CatchUp(caughtUp);
        (await _opened.Reports.SettleAsync(Cancellation)).ShouldBe(_receipts.Count);
        var (from, to) = (SampleTenant.Day.AddHours(3), SampleTenant.Day.AddHours(50));
        foreach (var scope in (ReceiptScope[])[Organization, Project, Organization with { TeamId = SampleTenant.Caller(1).Team.Id }])
        {
            foreach (var filter in (IEnumerable<ReceiptFilter>)[.. Filters(), new() { ProjectId = SampleTenant.Caller(1, 3).Project.Id }])
            {
                foreach (var position in (long[])[0, 100, _receipts.Count])
                {
                    var selection = new ReceiptSelection(scope, filter, from, to, position) { IncludeSandbox = position != 100 };
                    var expected = Meant(scope, filter)
                        .Where(receipt => receipt.Cursor.CompletedAt >= from.ToUnixTimeMilliseconds() && receipt.Cursor.CompletedAt < to.ToUnixTimeMilliseconds()
                            && receipt.Cursor.Position <= position && (selection.IncludeSandbox || receipt.Entry.Offer?.Source.Sandbox != true))
                        .Select(receipt => receipt.Cursor).Order().ToList();
                    (await SelectAsync(selection)).ShouldBe(expected, $"{scope} {filter} {position}");
                    if (expected.Count > 3)
                    {
                        (await SelectAsync(selection with { After = expected[2] })).ShouldBe(expected[3..]);
                    }
                }
            }
        }

        async Task<List<ReceiptCursor>> SelectAsync(ReceiptSelection selection)
        {
            var found = new List<ReceiptCursor>();
            await foreach (var place in _opened.Reports.SelectAsync(selection, Cancellation))
            {
                found.Add(place);
            }

            return found;
        }
    }

    // While others write and the indexes follow, each report is of the receipts up to one position: no receipt twice, none left out.
    [Fact]
    public async Task SumAsync_WhileReceiptsAreWritten_IsTheSumOfTheReceiptsUpToItsPosition()
    {
        var random = new Random(11);
        var scope = Organization;
        using var stop = new CancellationTokenSource();
        var written = new List<(long Position, UsageSums Sums, string Project)>();
        using var ledger = await TestLedger.StartAsync(_opened.Store, Directory, Time, Cancellation);
        var writing = WriteAsync();
        try
        {
            for (var round = 0; round < 40; round++)
            {
                var groupBy = Enum.GetValues<UsageDimension>().Where(_ => random.Next(3) == 0).ToArray();
                var query = new UsageQuery(scope, ReceiptFilter.All, SampleTenant.Day, SampleTenant.Day.AddDays(30))
                {
                    GroupBy = groupBy,
                    Interval = (UsageInterval)random.Next(6),
                    TimeZone = round % 2 == 0 ? "UTC" : "Asia/Kathmandu",
                    IncludeSandbox = true,
                };
                var report = await _opened.Reports.SumAsync(query, Cancellation);
                if (round % 4 == 0)
                {
                    _opened.CatchUp();
                }

                (long Position, UsageSums Sums, string Project)[] expected;
                lock (written)
                {
                    expected = [.. written.Where(one => one.Position <= report.Position)];
                }

                var before = _receipts.Where(one => one.Entry.Caller.Organization.Id == scope.OrganizationId && one.Cursor.Position <= report.Position)
                    .Aggregate(default(UsageSums), (sum, one) => sum + Sums(one.Entry));
                report.Rows.Aggregate(default(UsageSums), (sum, row) => sum + row.Sums)
                    .ShouldBe(expected.Aggregate(before, (sum, one) => sum + one.Sums), $"{string.Join(',', groupBy)} {query.Interval} at {report.Position}");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await writing;
        }

        async Task WriteAsync()
        {
            // An append that is alone commits at once, on the thread that asks.
            await Task.Yield();
            var others = new Random(12);
            var position = (long)_receipts.Count;
            while (!stop.IsCancellationRequested)
            {
                var entry = Entry(SampleTenant.Caller(1, 1 + others.Next(3)), others);
                lock (written)
                {
                    // Before it is durable: a report that has it must find it here.
                    written.Add((++position, Sums(entry), entry.Caller.Project.Id));
                }

                (await ledger.Writer.AppendAsync(entry)).IsDurable.ShouldBeTrue();
                Time.Advance(TimeSpan.FromSeconds(7));
            }
        }
    }

    [Fact]
    public async Task SumAsync_EmptyRange_IsEmpty()
    {
        CatchUp(true);
        (await _opened.Reports.SumAsync(new UsageQuery(Organization, ReceiptFilter.All, SampleTenant.Day, SampleTenant.Day), Cancellation)).Rows.ShouldBeEmpty();
        (await _opened.Reports.SumAsync(
            new UsageQuery(Organization, ReceiptFilter.All, SampleTenant.Day.AddYears(1), SampleTenant.Day.AddYears(2)), Cancellation)).Rows.ShouldBeEmpty();
    }
}
