using System.Globalization;
using System.Text;
using NextModel.Ledger;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every ledger store must do. An engine's tests derive from this and open the store.</summary>
public abstract class LedgerStoreConformance : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    protected ManualTime Time { get; } = new(SampleTenant.Day);

    protected CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenLedger Open();

    public virtual void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task AppendAsync_OneReceipt_ReadsBackAsHashed()
    {
        using var opened = Open();
        using var ledger = await StartAsync(opened);

        var (entry, commit) = await ledger.AppendAsync(SampleTenant.Caller());

        commit.IsDurable.ShouldBeTrue();
        var row = (await opened.Store.ReadAsync(0, 10, Cancellation)).ShouldHaveSingleItem();
        row.Id.ShouldBe(entry.Id);
        row.Hash.ShouldBe(commit.Hash);
        row.Position.ShouldBe(1);
        row.Form.OrganizationId.ShouldBe(entry.Caller.Organization.Id);
        row.Form.ProjectId.ShouldBe(entry.Caller.Project.Id);
        var text = Encoding.UTF8.GetString(row.TryReadText().ShouldNotBeNull());
        text.ShouldContain($"\"id\":\"{ReceiptIds.ReceiptId(entry.Id)}\"");
        text.ShouldContain("\"completed_at\":\"2026-11-21T09:30:00.000Z\"");
    }

    [Fact]
    public async Task AppendAsync_ManyAtOnce_FormsOneChainPerOrganization()
    {
        using var opened = Open();
        using var ledger = await StartAsync(opened);

        var commits = await Task.WhenAll(Enumerable.Range(0, 300).Select(i =>
            Task.Factory.StartNew(() => ledger.AppendAsync(SampleTenant.Caller(1 + (i % 3), key: 1 + (i % 7)), input: i), Cancellation).Unwrap()));

        commits.ShouldAllBe(commit => commit.Commit.IsDurable);
        var rows = await opened.Store.ReadAsync(0, 1000, Cancellation);
        rows.Select(row => row.Position).ShouldBe(Enumerable.Range(1, 300).Select(i => (long)i));
        rows.Select(row => row.Hash).ShouldBe(commits.Select(commit => commit.Commit.Hash), ignoreOrder: true);
        rows.ShouldAllBe(row => row.TryReadText() != null);
        foreach (var log in rows.GroupBy(row => row.Form.OrganizationId))
        {
            log.Select(row => row.LogId).Distinct().ShouldHaveSingleItem();
            log.Select(row => row.LogSequence).ShouldBe(Enumerable.Range(1, 100).Select(i => (long)i));
            log.Select(row => row.PreviousHash).ShouldBe([ReceiptHash.None, .. log.SkipLast(1).Select(row => row.Hash)]);
        }
    }

    [Fact]
    public async Task ReadCommitAsync_AnyRow_GivesTheWholeCommitWithItsSeal()
    {
        using var opened = Open();
        using var ledger = await StartAsync(opened);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            Task.Factory.StartNew(() => ledger.AppendAsync(SampleTenant.Caller()), Cancellation).Unwrap()));

        foreach (var row in await opened.Store.ReadAsync(0, 1000, Cancellation))
        {
            var commit = await opened.Store.ReadCommitAsync(row.Position, Cancellation);
            commit[row.CommitIndex].Position.ShouldBe(row.Position);
            commit.Select(r => r.CommitIndex).ShouldBe(Enumerable.Range(0, commit.Count));
            commit.SkipLast(1).ShouldAllBe(r => r.Seal == null);
            commit[^1].Seal.ShouldNotBeNull().Bytes.Length.ShouldBe(CommitSeal.Size);
        }

        (await opened.Store.ReadCommitAsync(100_000, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReadHeadsAsync_AfterRestart_NamesEachOrganizationsLastEntry()
    {
        ReceiptHash first;
        ReceiptHash second;
        using (var opened = Open())
        {
            using var ledger = await StartAsync(opened);
            await ledger.AppendAsync(SampleTenant.Caller(1));
            second = (await ledger.AppendAsync(SampleTenant.Caller(2))).Commit.Hash;
            first = (await ledger.AppendAsync(SampleTenant.Caller(1))).Commit.Hash;
        }

        using var reopened = Open();
        using var next = await StartAsync(reopened);

        next.Heads.Select(head => (head.OrganizationId, head.Size, head.Hash, head.Position)).ShouldBe(
        [
            (SampleTenant.Caller(1).Organization.Id, 2, first, 3),
            (SampleTenant.Caller(2).Organization.Id, 1, second, 2),
        ], ignoreOrder: true);
        await next.AppendAsync(SampleTenant.Caller(1));
        var row = (await reopened.Store.ReadAsync(3, 10, Cancellation)).ShouldHaveSingleItem();
        row.LogSequence.ShouldBe(1);
        row.PreviousHash.ShouldBe(first);
        row.LogId.ShouldNotBe(next.Heads[0].LogId);
    }

    [Fact]
    public async Task ReadLastPositionAsync_EmptyAndNot_CountsReceipts()
    {
        using var opened = Open();
        using var ledger = await StartAsync(opened);
        (await opened.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(0);

        await ledger.AppendAsync(SampleTenant.Caller());
        await ledger.AppendAsync(SampleTenant.Caller());

        (await opened.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(2);
        (await opened.Store.ReadAsync(1, 10, Cancellation)).ShouldHaveSingleItem().Position.ShouldBe(2);
        (await opened.Store.ReadAsync(0, 1, Cancellation)).ShouldHaveSingleItem().Position.ShouldBe(1);
    }

    [Fact]
    public async Task ThinCheckpointsAsync_OldOnes_KeepsTheNewestAndOneInSoMany()
    {
        using (var opened = Open())
        {
            using var ledger = await StartAsync(opened);
            await ledger.AppendAsync(SampleTenant.Caller());
            await AppendCheckpointsAsync(opened, 1, 20);
            await opened.Store.ThinCheckpointsAsync(newest: 5, oneIn: 4, Cancellation);
            opened.Checkpoints().ShouldBe(["4", "8", "12", "16", "17", "18", "19", "20"]);
            await opened.Store.ThinCheckpointsAsync(newest: 5, oneIn: 4, Cancellation);
            opened.Checkpoints().Count.ShouldBe(8, "there is nothing more to remove");
        }

        // As before: the next one counts on, heads are known, and what is kept for good stays.
        using var reopened = Open();
        (await reopened.Store.ReadHeadsAsync(Cancellation)).ShouldHaveSingleItem().Size.ShouldBe(1);
        await AppendCheckpointsAsync(reopened, 21, 22);
        await reopened.Store.ThinCheckpointsAsync(newest: 5, oneIn: 4, Cancellation);
        reopened.Checkpoints().ShouldBe(["4", "8", "12", "16", "18", "19", "20", "21", "22"]);
        (await reopened.Store.ReadLastCheckpointAsync(Cancellation)).ShouldBe("22");
    }

    [Fact]
    public async Task ReadTreesAsync_AfterCheckpoints_GoOnFromWhereTheyWere()
    {
        TreeHead? before;
        using (var opened = Open())
        {
            using var ledger = await StartAsync(opened);
            (await opened.Store.ReadTreesAsync(Cancellation)).Position.ShouldBe(0);
            for (var n = 0; n < 11; n++)
            {
                await ledger.AppendAsync(SampleTenant.Caller(1 + (n % 3)));
            }

            var leaves = await opened.Store.ReadLeavesAsync(2, 5, Cancellation);
            leaves.Select(leaf => leaf.Position).ShouldBe([3, 4, 5, 6, 7]);
            leaves[0].OrganizationId.ShouldBe(SampleTenant.Caller(3).Organization.Id);
            leaves[0].Hash.ShouldBe((await opened.Store.ReadAsync(2, 1, Cancellation))[0].Hash);
            var trees = await opened.Store.ReadTreesAsync(Cancellation);
            await trees.ReadOnAsync(opened.Store, 7, Cancellation);
            await opened.Store.AppendCheckpointAsync(
                new Checkpoint(Time.GetUtcNow(), 7, await opened.Store.ReadHeadsAsync(Cancellation)), "signed", trees, Cancellation);
            trees.MarkKept();
            trees.Changed.ShouldBeEmpty();
            before = trees.HeadOf(SampleTenant.Caller(1).Organization.Id);
        }

        using var reopened = Open();
        var kept = await reopened.Store.ReadTreesAsync(Cancellation);
        kept.Position.ShouldBe(7);
        kept.HeadOf(SampleTenant.Caller(1).Organization.Id).ShouldBe(before);
        await kept.ReadOnAsync(reopened.Store, 11, Cancellation);
        var whole = new OrganizationTrees(0, []);
        await whole.ReadOnAsync(reopened.Store, 11, Cancellation);
        for (var organization = 1; organization <= 3; organization++)
        {
            kept.HeadOf(SampleTenant.Caller(organization).Organization.Id).ShouldBe(whole.HeadOf(SampleTenant.Caller(organization).Organization.Id));
        }
    }

    protected Task<TestLedger> StartAsync(IOpenLedger opened) => TestLedger.StartAsync(opened.Store, Directory, Time, Cancellation);

    // The signed form is opaque to a store.
    private async Task AppendCheckpointsAsync(IOpenLedger opened, int first, int last)
    {
        var heads = await opened.Store.ReadHeadsAsync(Cancellation);
        for (var n = first; n <= last; n++)
        {
            await opened.Store.AppendCheckpointAsync(
                new Checkpoint(Time.GetUtcNow(), 1, heads), n.ToString(CultureInfo.InvariantCulture), new OrganizationTrees(0, []), Cancellation);
        }
    }
}
