using NextModel.Metering;

namespace NextModel.Tests.Metering;

public sealed class MeterTests
{
    private const long Absurd = Usage.MaxTokens + 1;

    // input, cached, written, output, reasoning, total → what is believed. One row per rule of the page.
    [Theory]
    [InlineData(19, 0, 0, 42, 0, 61L, 19, 0, 0, 42, 0)] // nothing wrong
    [InlineData(19, 4, 2, 42, 10, 61L, 19, 4, 2, 42, 10)]
    [InlineData(0, 0, 0, 0, 0, 0L, 0, 0, 0, 0, 0)] // an explicit zero stays zero
    [InlineData(19, 0, 0, 0, 0, null, 19, 0, 0, 0, 0)]
    [InlineData(19, 0, 0, 42, 0, 99L, 19, 0, 0, 42, 0)] // the total is wrong: the parts count
    [InlineData(19, 0, 0, 42, 0, 60L, 19, 0, 0, 42, 0)]
    [InlineData(19, 0, 0, 42, 0, -1L, 19, 0, 0, 42, 0)]
    [InlineData(19, 0, 0, 42, 0, long.MaxValue, 19, 0, 0, 42, 0)]
    [InlineData(19, 25, 0, 42, 0, 61L, 19, 19, 0, 42, 0)] // cached beyond the input: all of it
    [InlineData(19, 25, 0, 42, 0, null, 19, 19, 0, 42, 0)]
    [InlineData(19, 25, 0, 42, 0, 86L, 44, 25, 0, 42, 0)] // the total says the input left it out
    [InlineData(19, 10, 0, 42, 0, 71L, 19, 10, 0, 42, 0)] // a cached part that fits is inside, whatever the total says
    [InlineData(19, 0, 0, 42, 50, 61L, 19, 0, 0, 42, 42)] // reasoning beyond the output: all of it
    [InlineData(19, 0, 0, 42, 50, 111L, 19, 0, 0, 92, 50)] // the total says the output left it out
    [InlineData(19, 0, 0, 42, 10, 71L, 19, 0, 0, 52, 10)]
    [InlineData(19, 25, 0, 42, 50, 136L, 44, 25, 0, 92, 50)] // both left out
    [InlineData(19, 0, 30, 42, 0, 61L, 19, 0, 19, 42, 0)] // writes beyond the rest: the rest
    [InlineData(19, 12, 30, 42, 0, 61L, 19, 12, 7, 42, 0)]
    [InlineData(19, -1, -1, 42, -1, 61L, 19, 0, 0, 42, 0)] // parts that cannot be are left out
    [InlineData(19, Absurd, Absurd, 42, Absurd, 61L, 19, 0, 0, 42, 0)]
    [InlineData(Usage.MaxTokens, 0, 0, Usage.MaxTokens, 0, null, Usage.MaxTokens, 0, 0, Usage.MaxTokens, 0)]
    public void Believe_Report_FollowsTheRule(
        long input, long cached, long written, long output, long reasoning, long? total,
        long believedInput, long believedCached, long believedWritten, long believedOutput, long believedReasoning) =>
        Meter.Believe(new Usage(UsageSource.Provider, input, cached, written, output, reasoning), total).ShouldBe(
            new Usage(UsageSource.Provider, believedInput, believedCached, believedWritten, believedOutput, believedReasoning));

    [Theory]
    [InlineData(-1, 42)]
    [InlineData(19, -1)]
    [InlineData(Absurd, 42)]
    [InlineData(19, Absurd)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, long.MinValue)]
    public void Believe_TotalsThatCannotBe_AreNotBelieved(long input, long output) =>
        Meter.Believe(new Usage(UsageSource.Provider, input, 0, 0, output, 0), null).ShouldBeNull();

    [Fact]
    public void Believe_PartsThatAddUpToTooMuch_AreNotBelieved() =>
        Meter.Believe(
            new Usage(UsageSource.Provider, 0, 0, 0, Usage.MaxTokens, Usage.MaxTokens), Usage.MaxTokens * 2).ShouldBeNull();
}
