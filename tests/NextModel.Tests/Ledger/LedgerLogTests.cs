using NextModel.Ledger;
using NextModel.Secrets;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Ledger;

/// <summary>No log has two heads for one sequence; a new process opens a new log.</summary>
public sealed class LedgerLogTests
{
    private static readonly string Organization = SampleTenant.Caller().Organization.Id;

    private readonly ManualTime _time = new(SampleTenant.Day);
    private readonly DataKeyRing _keys = new();

    public LedgerLogTests() => _keys.Add(Organization, new DataKey(new byte[32]));

    [Fact]
    public void For_SameProcess_IsOneLogPerOrganization()
    {
        var logs = Start();

        logs.For(Organization).ShouldBeSameAs(logs.For(Organization));
    }

    [Fact]
    public void For_NextProcess_IsANewLogThatNamesTheOldHead()
    {
        var first = Start().For(Organization);
        Append(first, "a"u8);
        Append(first, "b"u8);

        var second = Start(first.Head!).For(Organization);

        second.Id.ShouldNotBe(first.Id);
        second.Predecessor.ShouldBe(ReceiptHash.Of("b"u8));
        second.Next(0).ShouldSatisfyAllConditions(
            place => place.Sequence.ShouldBe(1), place => place.Previous.ShouldBe(ReceiptHash.Of("b"u8)));
    }

    [Fact]
    public void For_FirstLogEver_NamesZerosAsItsPredecessor() => Start().For(Organization).Next(0).Previous.ShouldBe(ReceiptHash.None);

    [Fact]
    public void For_OrganizationWithoutDataKey_Throws() => Should.Throw<InvalidOperationException>(() => Start().For("org_gone"));

    [Fact]
    public void RollBack_AfterAFailedCommit_GivesTheSamePlaceAgain()
    {
        var log = Start().For(Organization);
        Append(log, "a"u8);
        log.Stage(2, ReceiptHash.Of("lost"u8), 5, 0);
        log.Stage(3, ReceiptHash.Of("lost too"u8), 6, 1);

        log.RollBack();

        log.Next(0).ShouldSatisfyAllConditions(
            place => place.Sequence.ShouldBe(2), place => place.Previous.ShouldBe(ReceiptHash.Of("a"u8)));
        log.Head.ShouldNotBeNull().Size.ShouldBe(1);
    }

    [Fact]
    public void Head_WhileACommitIsUnderWay_IsStillTheDurableOne()
    {
        var log = Start().For(Organization);
        log.Head.ShouldBeNull();
        log.Stage(1, ReceiptHash.Of("a"u8), 5, 0);
        log.Head.ShouldBeNull();

        log.Commit(100);

        log.Head.ShouldBe(new LedgerHead(Organization, log.Id, 1, ReceiptHash.Of("a"u8), 100));
    }

    [Fact]
    public void Commit_SeveralEntriesOfOneLog_HeadStandsAtTheLastPosition()
    {
        var log = Start().For(Organization);
        log.Stage(1, ReceiptHash.Of("a"u8), 5, 0);
        log.Stage(2, ReceiptHash.Of("b"u8), 5, 3);

        // Once per entry, as the writer does it.
        log.Commit(100);
        log.Commit(100);

        log.Head.ShouldNotBeNull().Position.ShouldBe(103);
    }

    [Fact]
    public void Next_ClockStepsBack_TimeStandsStill()
    {
        var log = Start().For(Organization);
        log.Stage(1, ReceiptHash.Of("a"u8), 1000, 0);

        log.Next(400).CompletedAt.ShouldBe(1000);
        log.Next(1001).CompletedAt.ShouldBe(1001);
    }

    [Fact]
    public void Heads_SomeOrganizationsWroteNothing_AreTheirLastOnes()
    {
        var other = SampleTenant.Caller(2).Organization.Id;
        var resting = new LedgerHead(other, Guid.CreateVersion7(SampleTenant.Day), 9, ReceiptHash.Of("rest"u8), 9);
        var logs = Start(resting);
        _keys.Add(other, new DataKey(new byte[32]));
        logs.For(other);
        Append(logs.For(Organization), "a"u8);

        logs.Heads().ShouldBe([logs.For(Organization).Head!, resting], ignoreOrder: true);
    }

    private LedgerLogs Start(params LedgerHead[] heads) => new(heads, _keys, _time);

    private static void Append(LedgerLog log, ReadOnlySpan<byte> text)
    {
        var (sequence, _, completedAt) = log.Next(1);
        log.Stage(sequence, ReceiptHash.Of(text), completedAt, 0);
        log.Commit(sequence);
    }
}
