using System.Text;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every archive store must do, together with the archiver: nothing is lost, whatever dies when, and sums and lists stay.</summary>
public abstract class ArchiveStoreConformance : IAsyncLifetime
{
    private const int Count = 1000;
    private const int PerFile = 450;

    private static readonly ReceiptScope Organization = new(SampleTenant.Caller(1).Organization.Id, null);

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);
    private readonly List<Guid> _ids = [];

    private UsageSums _sums;

    protected string Directory => _directory.Path;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Files => Path.Combine(Directory, "archive");

    // Later than the receipts but for the last commit, which always stays.
    private DateTimeOffset Before => _time.GetUtcNow().AddDays(1);

    protected abstract IOpenReports Open(string directory);

    /// <summary>Receipts of two organizations, some in commits of many.</summary>
    public async ValueTask InitializeAsync()
    {
        using var opened = Open(Directory);
        using var ledger = await TestLedger.StartAsync(opened.Store, Directory, _time, Cancellation);
        while (_ids.Count < Count)
        {
            _time.Advance(TimeSpan.FromMinutes(7));
            var some = await Task.WhenAll(Enumerable.Range(0, 25).Select(async i => await ledger.AppendAsync(SampleTenant.Caller(1 + (i % 2), 1 + (i % 3)))));
            some.ShouldAllBe(one => one.Commit.IsDurable);
            _ids.AddRange(some.Select(one => one.Entry.Id));
        }

        _sums = await SumsAsync(opened);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Archive_OldReceipts_LeavesSumsListsIdsAndChainsAsTheyWere()
    {
        using var opened = Open(Directory);
        var listed = await ListAsync(opened);
        using var keys = Keys();

        await ArchiveAllAsync(opened, opened.Archives, keys);

        var archives = await opened.Archives.ListAsync(Cancellation);
        archives.Count.ShouldBeGreaterThan(1);
        archives.ShouldAllBe(archive => archive.IsDone);
        (await opened.Store.ReadAsync(0, 1, Cancellation))[0].Position.ShouldBe(archives[^1].Last + 1);
        (await SumsAsync(opened)).ShouldBe(_sums);
        (await ListAsync(opened)).ShouldBe(listed);
        foreach (var id in _ids)
        {
            (await opened.Index.FindAsync(id, Cancellation)).ShouldNotBeNull();
        }

        await VerifyAllAsync(opened);
        (await opened.Archives.CountAsync(Before, Cancellation)).Receipts.ShouldBe(Count - archives.Sum(archive => archive.Receipts));
    }

    [Fact]
    public async Task Archive_AReceiptInAFile_IsFoundThereAndIsTheSame()
    {
        using var opened = Open(Directory);
        using var keys = Keys();
        var reader = new ReceiptReader(opened.Store, opened.Index);
        var before = await reader.FindAsync(_ids[0], Organization, Cancellation);
        before.ShouldNotBeNull();

        await ArchiveAllAsync(opened, opened.Archives, keys);

        (await reader.FindAsync(_ids[0], Organization, Cancellation)).ShouldBeNull();
        var (archive, receipt) = (await new ArchiveReader(opened.Archives).FindAsync(_ids[0], Cancellation)).ShouldNotBeNull();
        archive.First.ShouldBe(1);
        receipt.ShouldBe(before);
        (await new ArchiveReader(opened.Archives).FindAsync(Guid.CreateVersion7(SampleTenant.Day), Cancellation)).ShouldBeNull();
    }

    // At every write, before and after it: what was done so far holds, and the next start finishes.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Archive_DyingAtAnyWrite_LosesNothingAndGoesOn(bool after)
    {
        using var keys = Keys();
        var lived = false;
        for (var writes = 1; !lived; writes++)
        {
            using (var opened = Open(Directory))
            {
                var dying = new DyingArchiveStore(opened.Archives, writes == 1 ? 1 : 2, after);
                try
                {
                    await ArchiveAllAsync(opened, dying, keys);
                    lived = true;
                }
                catch (IOException)
                {
                    lived = false;
                }
            }

            using var reopened = Open(Directory);
            (await SumsAsync(reopened)).ShouldBe(_sums, $"write {writes}");
            await VerifyAllAsync(reopened);
            writes.ShouldBeLessThan(50);
        }
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("cut")]
    [InlineData("gone")]
    public async Task Archive_FileThatIsNotAsWritten_DropsNothingMore(string fault)
    {
        using var opened = Open(Directory);
        using var keys = Keys();
        await Should.ThrowAsync<IOException>(async () => await ArchiveAllAsync(opened, new DyingArchiveStore(opened.Archives, 2, after: true), keys));
        var archive = (await opened.Archives.ListAsync(Cancellation)).ShouldHaveSingleItem();
        archive.IsDone.ShouldBeFalse();
        var text = await File.ReadAllBytesAsync(archive.Path, Cancellation);
        switch (fault)
        {
            case "changed":
                text[text.Length / 2] ^= 1;
                await File.WriteAllBytesAsync(archive.Path, text, Cancellation);
                break;
            case "cut":
                await File.WriteAllBytesAsync(archive.Path, text[..(text.AsSpan(0, text.Length - 1).LastIndexOf((byte)'\n') + 1)], Cancellation);
                break;
            default:
                File.Delete(archive.Path);
                break;
        }

        var rows = (await opened.Store.ReadAsync(0, Count, Cancellation)).Count;
        (await Should.ThrowAsync<InvalidDataException>(async () => await ArchiveAllAsync(opened, opened.Archives, keys))).Message.ShouldContain(archive.Path);
        (await opened.Store.ReadAsync(0, Count, Cancellation)).Count.ShouldBe(rows);
    }

    [Fact]
    public async Task FindNext_NothingOldEnough_IsNothing()
    {
        using var opened = Open(Directory);
        (await opened.Archives.FindNextAsync(SampleTenant.Day, long.MaxValue, PerFile, Cancellation)).ShouldBeNull();
        var (first, last) = (await opened.Archives.FindNextAsync(Before, long.MaxValue, Count * 2, Cancellation)).ShouldNotBeNull();
        first.ShouldBe(1);
        last.ShouldBeLessThan(Count, "the newest commit stays");
        (await opened.Store.ReadCommitAsync(last, Cancellation))[^1].Position.ShouldBe(last, "only whole commits");
        var cut = SampleTenant.Day.AddMinutes(7 * 3);
        (_, last) = (await opened.Archives.FindNextAsync(cut, long.MaxValue, PerFile, Cancellation)).ShouldNotBeNull();
        (await opened.Store.ReadAtAsync([last, last + 1], Cancellation)).Select(row => row.CompletedAt < cut.ToUnixTimeMilliseconds()).ShouldBe([true, false]);
        (await opened.Archives.FindNextAsync(Before, 0, PerFile, Cancellation)).ShouldBeNull();
    }

    private async Task ArchiveAllAsync(IOpenReports opened, IArchiveStore archives, SigningKeys keys)
    {
        using var archiver = new ReceiptArchiver(opened.Store, archives, opened.Reports, new ReceiptReader(opened.Store, opened.Index), keys, _time);
        while (!(await archiver.StepAsync(Before, Files, PerFile, Cancellation)).IsLast)
        {
        }
    }

    private SigningKeys Keys() => SigningKeys.Open(Path.Combine(Directory, "signing"), TestLedger.Master, _time);

    private static async Task<UsageSums> SumsAsync(IOpenReports opened)
    {
        var sums = default(UsageSums);
        foreach (var organization in (int[])[1, 2])
        {
            var query = new UsageQuery(new ReceiptScope(SampleTenant.Caller(organization).Organization.Id, null), ReceiptFilter.All, SampleTenant.Day.AddDays(-1), SampleTenant.Day.AddDays(60));
            sums += (await opened.Reports.SumAsync(query, Cancellation)).Rows.Aggregate(default(UsageSums), (sum, row) => sum + row.Sums);
        }

        return sums;
    }

    private static async Task<List<Guid>> ListAsync(IOpenReports opened)
    {
        var query = new ReceiptQuery(Organization, ReceiptFilter.All, 1000);
        var listed = new List<Guid>();
        do
        {
            var page = await opened.Reports.ListAsync(query, Cancellation);
            listed.AddRange(page.Items.Select(item => item.Id));
            query = query with { Before = page.Next };
        }
        while (query.Before is not null);
        return listed;
    }

    // Archives first, then the rows that are left: every receipt once, each log whole.
    private async Task VerifyAllAsync(IOpenReports opened)
    {
        using var keys = Keys();
        VerifyingKeys.TryParse(Encoding.ASCII.GetBytes(keys.JwkSet()), out var trusted).ShouldBeTrue();
        using (trusted)
        {
            var (verifier, chain) = (new ReceiptVerifier(trusted!), new LogChainVerifier());
            var seen = new HashSet<string>();
            await foreach (var receipt in new ArchiveReader(opened.Archives).ReadAllAsync(Cancellation))
            {
                Take(receipt);
            }

            await foreach (var receipt in new ReceiptReader(opened.Store, opened.Index).ExportAsync(null, Cancellation))
            {
                Take(receipt);
            }

            seen.Count.ShouldBe(Count);

            void Take(byte[] receipt)
            {
                var verdict = verifier.Verify(receipt);
                verdict.Problems.ShouldBeEmpty();
                seen.Add(verdict.Place!.ReceiptId).ShouldBeTrue();
                chain.Add(verdict.Place).ShouldBeNull();
            }
        }
    }
}
