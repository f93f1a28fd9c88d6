using NextModel.Audit;
using NextModel.Testing;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about the audit trail: one chain without gaps, whatever restarts, and lists that leave nothing out.</summary>
public abstract class AuditStoreConformance : IDisposable
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 22, 9, 30, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenAudit Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Append_AfterReopening_GoesOnWithTheSameChain()
    {
        using (var opened = Open())
        {
            await opened.Audits.AppendAsync(Draft("one.do"), Cancellation);
        }

        using var reopened = Open();
        await reopened.Audits.AppendAsync(Draft("two.do"), Cancellation);

        var entries = await reopened.Audits.ListAsync(new AuditQuery(10, OldestFirst: true), Cancellation);
        entries.Select(e => e.Sequence).ShouldBe([1, 2]);
        entries[1].Body.ShouldContain(AuditSeal.Spell(entries[0].Hash));
        var verifier = new AuditVerifier(jws => Convert.FromHexString(jws), complete: true);
        entries.SelectMany(e => verifier.Check(e.Text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Append_ManyAtOnce_IsOneChainWithoutGaps()
    {
        using var opened = Open();

        await Parallel.ForAsync(0, 40, Cancellation, async (n, cancellation) => await opened.Audits.AppendAsync(Draft($"n.{n}"), cancellation));

        var entries = await opened.Audits.ListAsync(new AuditQuery(100, OldestFirst: true), Cancellation);
        entries.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 40).Select(n => (long)n));
        var verifier = new AuditVerifier(jws => Convert.FromHexString(jws), complete: true);
        entries.SelectMany(e => verifier.Check(e.Text)).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_AnActionThatBeginsLikeAnother_IsNotTakenForIt()
    {
        using var opened = Open();
        foreach (var action in new[] { "key.create", "key_ring.create", "keyXcreate" })
        {
            await opened.Audits.AppendAsync(Draft(action), Cancellation);
        }

        (await opened.Audits.ListAsync(new AuditQuery(10) { Action = "key" }, Cancellation)).Count.ShouldBe(1);
        (await opened.Audits.ListAsync(new AuditQuery(10) { Action = "key.create" }, Cancellation)).Count.ShouldBe(1);
        (await opened.Audits.ListAsync(new AuditQuery(10) { Action = "%" }, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_FiltersAndPages_AreExactAndLeaveNothingOut()
    {
        using var opened = Open();
        for (var n = 0; n < 10; n++)
        {
            var draft = Draft("key.create") with { Target = $"key_{n % 2}", Organization = $"org_{n % 5}", At = Moment.AddMinutes(n) };
            await opened.Audits.AppendAsync(n == 9 ? draft with { Actor = new AuditActor("management_key", "mk_1") } : draft, Cancellation);
        }

        (await SequencesAsync(new AuditQuery(4))).ShouldBe([10, 9, 8, 7]);
        (await SequencesAsync(new AuditQuery(4) { After = 7 })).ShouldBe([6, 5, 4, 3]);
        (await SequencesAsync(new AuditQuery(4, OldestFirst: true) { After = 7 })).ShouldBe([8, 9, 10]);
        (await SequencesAsync(new AuditQuery(10) { Organization = "org_1" })).ShouldBe([7, 2]);
        (await SequencesAsync(new AuditQuery(10) { Target = "key_1", From = Moment.AddMinutes(3), To = Moment.AddMinutes(7) })).ShouldBe([6, 4], "the end is not part of it");
        (await SequencesAsync(new AuditQuery(10) { Actor = "mk_1" })).ShouldBe([10]);
        (await SequencesAsync(new AuditQuery(10) { Actor = "management_key" })).ShouldBe([10]);

        async Task<IEnumerable<long>> SequencesAsync(AuditQuery query) => (await opened.Audits.ListAsync(query, Cancellation)).Select(e => e.Sequence);
    }

    /// <summary>Signs without a key, so that any reader can check.</summary>
    protected static string Sign(byte[] hash) => Convert.ToHexString(hash);

    private static AuditDraft Draft(string action) => new(AuditActor.CommandLine, action, "team_1", "org_1", Moment) { After = "{\"name\":\"ä\"}" };
}
