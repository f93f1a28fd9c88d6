using CacheSafety.Statistics;

namespace CacheSafety.Tests.Statistics;

public sealed class ClusteredBootstrapTests
{
    [Fact]
    public void MeanInterval_SameSeed_IsTheSame() =>
        ClusteredBootstrap.MeanInterval(Independent()).ShouldBe(ClusteredBootstrap.MeanInterval(Independent()));

    [Fact]
    public void MeanInterval_ManyIndependentValues_IsTheNormalOne()
    {
        // 400 values of 0 and 100: the standard error of the mean is 2.5.
        var (low, high) = ClusteredBootstrap.MeanInterval(Independent())!.Value;
        low.ShouldBe(50 - (1.96 * 2.5), 0.6);
        high.ShouldBe(50 + (1.96 * 2.5), 0.6);
    }

    [Fact]
    public void MeanInterval_ValuesInGroups_IsWider()
    {
        var grouped = Enumerable.Range(0, 400).Select(i => ($"g{i / 20}", i / 20 % 2 * 100L)).ToArray();
        var (low, high) = ClusteredBootstrap.MeanInterval(grouped)!.Value;
        (high - low).ShouldBeGreaterThan(30, "20 groups say as much as 20 values");
    }

    [Fact]
    public void MeanInterval_NoValues_IsNone() => ClusteredBootstrap.MeanInterval([]).ShouldBeNull();

    private static (string, long)[] Independent() => [.. Enumerable.Range(0, 400).Select(i => ($"{i}", i % 2 * 100L))];
}
