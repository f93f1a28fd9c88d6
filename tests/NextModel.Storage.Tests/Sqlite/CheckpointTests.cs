using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Ledger;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _witness = new();
    private readonly ManualTime _time = new(SampleTenant.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CheckpointWitness Witness => new(_witness.Path);

    public void Dispose()
    {
        _directory.Dispose();
        _witness.Dispose();
    }

    [Fact]
    public async Task TakeAsync_SomethingWritten_SignsTheHeadsIntoLedgerAndWitness()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        var keeper = Keeper(ledger);
        (await keeper.TakeAsync(Cancellation)).ShouldBeNull("there is nothing yet");
        await ledger.AppendAsync(SampleTenant.Caller(1));
        var (_, second) = await ledger.AppendAsync(SampleTenant.Caller(2));

        var taken = (await keeper.TakeAsync(Cancellation)).ShouldNotBeNull();

        taken.Total.ShouldBe(2);
        taken.Heads.Select(head => head.Size).ShouldBe([1, 1]);
        taken.Heads.ShouldContain(head => head.Hash == second.Hash && head.Position == 2);
        (await keeper.TakeAsync(Cancellation)).ShouldBeNull("nothing was written since");
        using var keys = Keys(ledger);
        var kept = (await opened.Store.ReadLastCheckpointAsync(Cancellation)).ShouldNotBeNull();
        kept.ShouldBe(await File.ReadAllTextAsync(Path.Combine(_witness.Path, "checkpoint.json"), Cancellation));
        var read = Checkpoint.TryRead(kept, keys).ShouldNotBeNull();
        read.Heads.ShouldBe(taken.Heads, ignoreOrder: true);
        read.MadeAt.ShouldBe(SampleTenant.Day);
        var unsigned = ",\"position\":1".Length;
        var positions = Enumerable.Range(0, kept.Length).Where(at => kept.AsSpan(at).StartsWith(",\"position\":")).ToList();
        for (var at = 0; at < kept.Length; at++)
        {
            // The position is for finding the row and is no part of what is signed.
            if (!positions.Exists(begin => at >= begin && at < begin + unsigned))
            {
                var flipped = kept.ToCharArray();
                flipped[at] = flipped[at] == '7' ? '8' : '7';
                Checkpoint.TryRead(new string(flipped), keys).ShouldBeNull($"character {at}");
            }
        }
    }

    [Fact]
    public async Task TextFor_OneOrganization_ProvesItsHeadAndTellsNothingOfOthers()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        for (var organization = 1; organization <= 7; organization++)
        {
            await ledger.AppendAsync(SampleTenant.Caller(organization));
        }

        await Keeper(ledger).TakeAsync(Cancellation);
        using var keys = Keys(ledger);
        var signed = SignedCheckpoint.TryRead(Witness.Read()!, keys, out _).ShouldNotBeNull();

        for (var organization = 1; organization <= 7; organization++)
        {
            var id = SampleTenant.Caller(organization).Organization.Id;
            var view = signed.TextFor(id).ShouldNotBeNull();
            var head = Checkpoint.TryRead(view, keys).ShouldNotBeNull().Heads.ShouldHaveSingleItem();
            head.OrganizationId.ShouldBe(id);
            head.Tree.ShouldBe(new TreeHead(1, MerkleTree.Leaf(head.Hash)));
            view.ShouldNotContain(SampleTenant.Caller((organization % 7) + 1).Organization.Id);
            view.ShouldNotContain("position");
            Checkpoint.TryRead(view.Replace("\"size\":1", "\"size\":2", StringComparison.Ordinal), keys).ShouldBeNull();
        }

        signed.TextFor("org_of_nobody").ShouldBeNull();
    }

    [Fact]
    public async Task TakeAsync_LedgerOfAnOlderProgram_ReadsItWholeOnce()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        for (var n = 0; n < 30; n++)
        {
            await ledger.AppendAsync(SampleTenant.Caller());
        }

        var before = (await Keeper(ledger).TakeAsync(Cancellation)).ShouldNotBeNull();
        opened.Execute("DELETE FROM organization_trees");
        opened.Execute("DELETE FROM trees_kept");
        await ledger.AppendAsync(SampleTenant.Caller());

        var after = (await Keeper(ledger).TakeAsync(Cancellation)).ShouldNotBeNull();

        after.Heads[0].Tree!.Size.ShouldBe(31);
        var path = (await new ScannedTree(opened.Store, after.Heads[0].OrganizationId).ProveAsync(
            31, nodes => MerkleProof.Consistency(30, 31, nodes), Cancellation)).ShouldNotBeNull();
        ConsistencyProof.Check(before.Heads[0], after.Heads[0], path).ShouldBeNull();
    }

    [Fact]
    public async Task ReadHeadsAsync_CheckpointAndLaterReceipts_NamesTheLaterOnes()
    {
        ReceiptHash last;
        using (var opened = new OpenSqliteLedger(_directory.Path))
        {
            using var ledger = await StartAsync(opened);
            await ledger.AppendAsync(SampleTenant.Caller(1));
            await ledger.AppendAsync(SampleTenant.Caller(2));
            await Keeper(ledger).TakeAsync(Cancellation);
            last = (await ledger.AppendAsync(SampleTenant.Caller(2))).Commit.Hash;
        }

        using var reopened = new OpenSqliteLedger(_directory.Path);
        var heads = await reopened.Store.ReadHeadsAsync(Cancellation);

        heads.Count.ShouldBe(2);
        heads.Single(head => head.OrganizationId == SampleTenant.Caller(2).Organization.Id).ShouldSatisfyAllConditions(
            head => head.Hash.ShouldBe(last), head => head.Size.ShouldBe(2), head => head.Position.ShouldBe(3));
    }

    [Fact]
    public async Task CheckAsync_LedgerAsWitnessedOrLonger_FindsNothing()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        (await CheckAsync(opened, ledger)).ShouldBeNull("there is no witness yet");
        await ledger.AppendAsync(SampleTenant.Caller());
        await Keeper(ledger).TakeAsync(Cancellation);
        (await CheckAsync(opened, ledger)).ShouldBeNull();

        await ledger.AppendAsync(SampleTenant.Caller());

        (await CheckAsync(opened, ledger)).ShouldBeNull();
    }

    [Theory]
    [InlineData("DELETE FROM receipts WHERE position = 3", "the ledger has 2")]
    [InlineData("UPDATE receipts SET hash = zeroblob(32) WHERE position = 3", "entry 3 of log")]
    [InlineData("UPDATE receipts SET log_sequence = 9 WHERE position = 3", "entry 3 of log")]
    public async Task CheckAsync_LedgerRolledBackOrChanged_SaysSoAndKeepsTheEvidence(string tampering, string expected)
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        for (var i = 0; i < 3; i++)
        {
            await ledger.AppendAsync(SampleTenant.Caller());
        }

        await Keeper(ledger).TakeAsync(Cancellation);
        opened.Execute(tampering);

        (await CheckAsync(opened, ledger)).ShouldNotBeNull().ShouldContain(expected);

        Directory.GetFiles(_witness.Path).ShouldHaveSingleItem().ShouldContain("checkpoint-20261121T093000");
        (await CheckAsync(opened, ledger)).ShouldBeNull("new logs are opened; the finding was made once");
    }

    [Fact]
    public async Task CheckAsync_WitnessOfAnotherInstallation_SaysSo()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        Witness.Write("not a checkpoint");

        (await CheckAsync(opened, ledger)).ShouldNotBeNull().ShouldContain("not signed by a key of this installation");
    }

    [Fact]
    public async Task TakeAsync_WitnessDiskGone_GoesOn()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        await ledger.AppendAsync(SampleTenant.Caller());
        await File.WriteAllTextAsync(_directory.File("no directory"), "", Cancellation);
        var keeper = new CheckpointKeeper(
            ledger.Writer, opened.Store, ledger.Keys, new CheckpointWitness(_directory.File("no directory")), _time, NullLogger<CheckpointKeeper>.Instance);

        (await keeper.TakeAsync(Cancellation)).ShouldBeNull();

        (await ledger.AppendAsync(SampleTenant.Caller())).Commit.IsDurable.ShouldBeTrue();
    }

    [Fact]
    public async Task TakeAsync_ThousandsOfOldOnes_KeepsTheNewest2880AndEvery1440th()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        await ledger.AppendAsync(SampleTenant.Caller());
        AddMinutes(opened, 4999);

        (await Keeper(ledger).TakeAsync(Cancellation)).ShouldNotBeNull();

        opened.Scalar("SELECT count(*) FROM checkpoints").ShouldBe(2880L + 1);
        opened.Scalar("SELECT min(number) FROM checkpoints").ShouldBe(1440L);
        opened.Scalar("SELECT min(number) FROM checkpoints WHERE number > 1440").ShouldBe(5000L - 2879);
        (await opened.Store.ReadLastCheckpointAsync(Cancellation)).ShouldBe(Witness.Read());
        (await CheckAsync(opened, ledger)).ShouldBeNull("the witness is compared with the receipts");
    }

    [Fact]
    public async Task TakeAsync_WitnessCannotBeWritten_KeepsWhatTheWitnessMayHold()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        using var ledger = await StartAsync(opened);
        await ledger.AppendAsync(SampleTenant.Caller());
        AddMinutes(opened, 4999);
        await File.WriteAllTextAsync(_directory.File("no directory"), "", Cancellation);
        var keeper = new CheckpointKeeper(
            ledger.Writer, opened.Store, ledger.Keys, new CheckpointWitness(_directory.File("no directory")), _time, NullLogger<CheckpointKeeper>.Instance);

        (await keeper.TakeAsync(Cancellation)).ShouldBeNull();

        opened.Scalar("SELECT count(*) FROM checkpoints").ShouldBe(5000L);
    }

    private static void AddMinutes(OpenSqliteLedger opened, int minutes) => opened.Execute(
        $"INSERT INTO checkpoints (total, jws) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {minutes}) SELECT i, 'old' FROM n");

    private Task<TestLedger> StartAsync(OpenSqliteLedger opened) => TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);

    private CheckpointKeeper Keeper(TestLedger ledger) =>
        new(ledger.Writer, ledger.Store, ledger.Keys, Witness, _time, NullLogger<CheckpointKeeper>.Instance);

    private async Task<string?> CheckAsync(OpenSqliteLedger opened, TestLedger ledger)
    {
        using var keys = Keys(ledger);
        return await Witness.CheckAsync(opened.Store, keys, _time, Cancellation);
    }

    private static VerifyingKeys Keys(TestLedger ledger) =>
        VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(ledger.Keys.JwkSet()), out var keys) ? keys : throw new InvalidOperationException();
}
