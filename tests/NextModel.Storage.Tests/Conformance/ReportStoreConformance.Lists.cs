using NextModel.Inference;
using NextModel.Reporting;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Lists, page by page.</summary>
public abstract partial class ReportStoreConformance
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListAsync_PageByPage_GivesEveryReceiptOnceNewestFirst(bool caughtUp)
    {
        CatchUp(caughtUp);
        foreach (var scope in (ReceiptScope[])[Organization, Project])
        {
            foreach (var filter in Filters())
            {
                var query = new ReceiptQuery(scope, filter, 7) { From = SampleTenant.Day.AddHours(3), To = SampleTenant.Day.AddHours(50) };
                var listed = new List<Guid>();
                do
                {
                    var page = await _opened.Reports.ListAsync(query, Cancellation);
                    listed.AddRange(page.Items.Select(item => item.Id));
                    query = query with { Before = page.Next };
                }
                while (query.Before is not null);

                listed.ShouldBe(
                    Meant(scope, filter).Where(receipt => InRange(receipt.Cursor, query)).OrderByDescending(receipt => receipt.Cursor).Select(receipt => receipt.Entry.Id),
                    $"{scope} {filter}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListAsync_AmountsFromSomewhereOn_GivesThoseAndNoOthers(bool caughtUp)
    {
        CatchUp(caughtUp);
        foreach (var least in (long[])[1, 16, 17, 900_000, 1_000_000, 1_000_000_000_000])
        {
            var query = new ReceiptQuery(Organization, new ReceiptFilter { ServeMode = ServeMode.Fresh }, 6) { MinAmountNano = least };
            var listed = new List<Guid>();
            do
            {
                var page = await _opened.Reports.ListAsync(query, Cancellation);
                listed.AddRange(page.Items.Select(item => item.Id));
                query = query with { Before = page.Next };
            }
            while (query.Before is not null);

            listed.ShouldBe(
                Meant(query.Scope, query.Filter).Where(receipt => Sums(receipt.Entry).AmountNano >= least)
                    .OrderByDescending(receipt => receipt.Cursor).Select(receipt => receipt.Entry.Id), $"{least}");
        }
    }

    // A page that few receipts belong on, behind thousands that do not, of more keys than are looked through at once.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ListAsync_FewBehindManyOthers_AreAllFound(bool caughtUp)
    {
        var few = new List<Guid>();
        using (var ledger = await TestLedger.StartAsync(_opened.Store, Directory, Time, Cancellation))
        {
            for (var key = 0; key < 100; key++)
            {
                var replay = SampleEntries.Replay(SampleEntries.Fresh(SampleTenant.Caller(1, 5, 100 + key), ledger.NewId()), ledger.NewId());
                (await ledger.Writer.AppendAsync(replay)).IsDurable.ShouldBeTrue();
                few.Add(replay.Id);
            }

            for (var appended = 0; appended < 2500; appended += 500)
            {
                await Task.WhenAll(Enumerable.Range(0, 500).Select(async i => (await ledger.AppendAsync(SampleTenant.Caller(1, 6, 100 + (i % 100)))).Commit.IsDurable.ShouldBeTrue()));
            }
        }

        CatchUp(caughtUp);
        var query = new ReceiptQuery(Organization, new ReceiptFilter { ServeMode = ServeMode.ExactCache }, 30);
        var listed = new List<Guid>();
        do
        {
            var page = await _opened.Reports.ListAsync(query, Cancellation);
            listed.AddRange(page.Items.Select(item => item.Id));
            query = query with { Before = page.Next };
        }
        while (query.Before is not null);

        listed.Take(few.Count).ShouldBe(Enumerable.Reverse(few));
        listed.Count.ShouldBe(few.Count + Meant(Organization, query.Filter).Count());
    }

    // Lists and counts of others stop at 10,000, or leave out what came at the same moment.
    [Theory]
    [Trait("tier", "nightly")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CountStopsAtTenThousand_MoreThanThatInOneMoment_AreAllListedAndSummed(bool caughtUp)
    {
        using (var ledger = await TestLedger.StartAsync(_opened.Store, Directory, Time, Cancellation))
        {
            for (var appended = 0; appended < 10_500; appended += 500)
            {
                var commits = await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ => (await ledger.AppendAsync(SampleTenant.Caller(1))).Commit));
                commits.ShouldAllBe(commit => commit.IsDurable);
            }
        }

        CatchUp(caughtUp);
        var listed = new HashSet<Guid>();
        var query = new ReceiptQuery(Organization, ReceiptFilter.All, 1000);
        do
        {
            var page = await _opened.Reports.ListAsync(query, Cancellation);
            page.Items.ShouldAllBe(item => listed.Add(item.Id));
            query = query with { Before = page.Next };
        }
        while (query.Before is not null);

        var all = 10_500 + _receipts.Count(receipt => receipt.Entry.Caller.Organization.Id == Organization.OrganizationId);
        listed.Count.ShouldBe(all);
        var sums = await _opened.Reports.SumAsync(
            new UsageQuery(Organization, ReceiptFilter.All, SampleTenant.Day, SampleTenant.Day.AddDays(30)) { IncludeSandbox = true }, Cancellation);
        sums.Rows.Sum(row => row.Sums.Requests).ShouldBe(all);
    }
}
