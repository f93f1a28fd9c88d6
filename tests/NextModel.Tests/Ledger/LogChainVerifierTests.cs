using NextModel.Ledger;

namespace NextModel.Tests.Ledger;

public sealed class LogChainVerifierTests : IDisposable
{
    private readonly SignedSamples _first = new();
    private readonly SignedSamples _second;
    private readonly ReceiptPlace[] _export;

    // One organization, two process starts: three entries, then two.
    public LogChainVerifierTests()
    {
        var first = _first.Commit(SignedSamples.Fresh(), SignedSamples.Fresh(), SignedSamples.Fresh());
        _second = new SignedSamples([_first.Log.Head!]);
        var second = _second.Commit(SignedSamples.Fresh(), SignedSamples.Fresh());
        _export = [.. first.Select(receipt => _first.Verifier.Verify(receipt).Place!), .. second.Select(receipt => _second.Verifier.Verify(receipt).Place!)];
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
    }

    [Fact]
    public void Add_WholeExport_HasNoProblem() => Problems(_export).ShouldBeEmpty();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Add_EntryMissing_IsAGap(int missing) =>
        Problems([.. _export[..missing], .. _export[(missing + 1)..]])[0].ShouldBe("receipt_chain_gap");

    [Fact]
    public void Add_EndOfAnEarlierLogMissing_IsABreak() => Problems([.. _export[..2], .. _export[3..]]).ShouldBe(["receipt_chain_broken"]);

    [Fact]
    public void Add_EntryTwice_IsAGap() => Problems([.. _export[..2], _export[1], .. _export[2..]])[0].ShouldBe("receipt_chain_gap");

    [Fact]
    public void Add_EntriesSwapped_IsAGap() => Problems([_export[0], _export[2], _export[1], .. _export[3..]])[0].ShouldBe("receipt_chain_gap");

    [Fact]
    public void Add_EntryReplaced_IsABreak()
    {
        var other = _export[1] with { Hash = ReceiptHash.Of("another"u8) };

        Problems([_export[0], other, .. _export[2..]]).ShouldBe(["receipt_chain_broken"]);
    }

    [Fact]
    public void Add_TimeGoesBack_IsABreak()
    {
        var earlier = _export[2] with { CompletedAt = "2020-01-01T00:00:00.000Z" };

        Problems([.. _export[..2], earlier, .. _export[3..]]).ShouldBe(["receipt_chain_broken"]);
    }

    // Another replica began before anything had ended, or beside the second log.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Add_LogsSideBySide_HaveNoProblem(bool besideTheSecond)
    {
        using var other = new SignedSamples(besideTheSecond ? [_first.Log.Head!] : []);
        var beside = other.Commit(SignedSamples.Fresh(), SignedSamples.Fresh()).Select(receipt => other.Verifier.Verify(receipt).Place!).ToList();

        Problems([.. _export[..4], beside[0], _export[4], beside[1]]).ShouldBeEmpty();
        Problems([.. _export[..4], beside[0], _export[4], beside[1] with { PreviousHash = _export[4].Hash }]).ShouldBe(["receipt_chain_broken"]);
    }

    // Each names something that nothing before it names, and no end of a log.
    [Fact]
    public void Add_LogBesideNothing_IsABreak()
    {
        using var other = new SignedSamples([_first.Log.Head! with { Hash = _export[1].Hash }]);
        var beside = other.Verifier.Verify(other.Commit(SignedSamples.Fresh())[0]).Place!;

        Problems([.. _export, beside]).ShouldBe(["receipt_chain_broken"]);
    }

    [Fact]
    public void End_TailCutOff_IsAGapOnlyACheckpointShows()
    {
        var checkpoint = new Checkpoint(DateTimeOffset.UnixEpoch, 5, [_second.Log.Head!]);

        Problems(_export[..4]).ShouldBeEmpty();
        Problems(_export[..4], checkpoint).ShouldBe(["receipt_chain_gap"]);
        Problems(_export, checkpoint).ShouldBeEmpty();
    }

    [Fact]
    public void Add_HistoryRewritten_IsABreakOnlyACheckpointShows()
    {
        var checkpoint = new Checkpoint(DateTimeOffset.UnixEpoch, 5, [_second.Log.Head! with { Hash = ReceiptHash.Of("what it was"u8) }]);

        Problems(_export, checkpoint).ShouldBe(["receipt_chain_broken"]);
    }

    private static string[] Problems(IEnumerable<ReceiptPlace> export, Checkpoint? checkpoint = null)
    {
        var chain = new LogChainVerifier(checkpoint);
        return [.. export.Select(chain.Add).OfType<ReceiptProblem>().Concat(chain.End()).Select(problem => problem.Wire)];
    }
}
