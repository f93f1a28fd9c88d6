using System.Security.Cryptography;
using NextModel.Audit;
using NextModel.Reporting;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about share links: give back what was put in, by its secret's hash only, and change nothing without an audit entry.</summary>
public abstract class ReceiptShareStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Now = SampleTenant.Day;

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "receipt.share", "rcpt_1", "org_1", Now);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenShares Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Find_WhatWasAdded_IsTheSameAfterReopening()
    {
        var share = Share(1, receipt: 7, TimeSpan.FromHours(1));
        using (var opened = Open())
        {
            await opened.Shares.AddAsync(share, Secret(1), Audit, Cancellation);
        }

        using var reopened = Open();

        (await reopened.Shares.FindAsync(Secret(1), Cancellation)).ShouldBe(share);
        (await reopened.Shares.FindAsync(Secret(2), Cancellation)).ShouldBeNull();
        reopened.CountAuditEntries().ShouldBe(1);
    }

    // Whether it still leads somewhere is for whoever asks, who knows the time.
    [Fact]
    public async Task FindAndList_OfOneThatEnded_StillHaveIt()
    {
        using var opened = Open();
        var (ended, open) = (Share(1, receipt: 7, TimeSpan.FromHours(-1)), Share(2, receipt: 7, TimeSpan.FromHours(1)));
        await opened.Shares.AddAsync(open, Secret(2), Audit, Cancellation);
        await opened.Shares.AddAsync(ended, Secret(1), Audit, Cancellation);
        await opened.Shares.AddAsync(Share(3, receipt: 8, TimeSpan.FromHours(1)), Secret(3), Audit, Cancellation);

        (await opened.Shares.FindAsync(Secret(1), Cancellation)).ShouldBe(ended);
        (await opened.Shares.ListAsync(ended.ReceiptId, Cancellation)).ShouldBe([ended, open], "oldest first, of one receipt");
        (await opened.Shares.ListAsync(Id(9), Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Add_ForgetsWhatEndedAMonthBefore()
    {
        using var opened = Open();
        await opened.Shares.AddAsync(Share(1, receipt: 7, TimeSpan.FromDays(-31)), Secret(1), Audit, Cancellation);
        await opened.Shares.AddAsync(Share(2, receipt: 7, TimeSpan.FromDays(-29)), Secret(2), Audit, Cancellation);

        await opened.Shares.AddAsync(Share(3, receipt: 8, TimeSpan.FromDays(1)), Secret(3), Audit, Cancellation);

        (await opened.Shares.ListAsync(Id(7), Cancellation)).Select(share => share.Id).ShouldBe([Id(2)]);
    }

    [Fact]
    public async Task Remove_TakesOneAndIsFalseWithoutAnEntryForOneThatIsNotThere()
    {
        using var opened = Open();
        await opened.Shares.AddAsync(Share(1, receipt: 7, TimeSpan.FromHours(1)), Secret(1), Audit, Cancellation);
        await opened.Shares.AddAsync(Share(2, receipt: 7, TimeSpan.FromHours(1)), Secret(2), Audit, Cancellation);

        (await opened.Shares.RemoveAsync(Id(1), Audit, Cancellation)).ShouldBeTrue();
        (await opened.Shares.RemoveAsync(Id(1), Audit, Cancellation)).ShouldBeFalse();

        (await opened.Shares.FindAsync(Secret(1), Cancellation)).ShouldBeNull();
        (await opened.Shares.ListAsync(Id(7), Cancellation)).Select(share => share.Id).ShouldBe([Id(2)]);
        opened.CountAuditEntries().ShouldBe(3);
    }

    [Fact]
    public async Task Remove_ByManyAtOnce_IsDoneByOne()
    {
        using var opened = Open();
        await opened.Shares.AddAsync(Share(1, receipt: 7, TimeSpan.FromHours(1)), Secret(1), Audit, Cancellation);

        var removed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await opened.Shares.RemoveAsync(Id(1), Audit, Cancellation), Cancellation)));

        removed.Count(one => one).ShouldBe(1);
        opened.CountAuditEntries().ShouldBe(2);
    }

    [Fact]
    public async Task Change_AuditEntryRefused_ChangesNothing()
    {
        using var opened = Open();
        var share = Share(1, receipt: 7, TimeSpan.FromHours(1));
        await opened.Shares.AddAsync(share, Secret(1), Audit, Cancellation);
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<Exception>(async () => await opened.Shares.AddAsync(Share(2, receipt: 7, TimeSpan.FromHours(1)), Secret(2), Audit, Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Shares.RemoveAsync(share.Id, Audit, Cancellation));

        (await opened.Shares.ListAsync(Id(7), Cancellation)).ShouldBe([share]);
    }

    [Fact]
    public async Task Add_SecretThatIsTaken_Throws()
    {
        using var opened = Open();
        await opened.Shares.AddAsync(Share(1, receipt: 7, TimeSpan.FromHours(1)), Secret(1), Audit, Cancellation);

        await Should.ThrowAsync<Exception>(async () => await opened.Shares.AddAsync(Share(2, receipt: 8, TimeSpan.FromHours(1)), Secret(1), Audit, Cancellation));

        (await opened.Shares.FindAsync(Secret(1), Cancellation))!.Id.ShouldBe(Id(1));
        opened.CountAuditEntries().ShouldBe(1);
    }

    private static byte[] Secret(byte number) => SHA256.HashData([number]);

    private static Guid Id(byte number) => new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number], bigEndian: true);

    // Made now, ended or to end so long from now.
    private static ReceiptShare Share(byte number, byte receipt, TimeSpan end) => new()
    {
        Id = Id(number),
        ReceiptId = Id(receipt),
        Scope = new ReceiptScope("org_1", "proj_1") { TeamId = "team_1" },
        CreatedAt = Now,
        ExpiresAt = Now + end,
    };
}
