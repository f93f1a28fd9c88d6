using CacheSafety.Statistics;

namespace CacheSafety.Tests.Statistics;

public sealed class KolmogorovSmirnovTests
{
    [Theory]
    [InlineData(new[] { 1.0, 2, 3 }, new[] { 1.0, 2, 3 }, 0.0)]
    [InlineData(new[] { 1.0, 2, 3 }, new[] { 4.0, 5, 6 }, 1.0)]
    [InlineData(new[] { 1.0, 2, 3, 4 }, new[] { 3.0, 4, 5, 6 }, 0.5)]
    public void Distance_SmallSamples_AreByHand(double[] one, double[] other, double expected) =>
        KolmogorovSmirnov.Distance(one, other).ShouldBe(expected, 1e-12);

    // Kolmogorov's distribution: 5 % at 1.358, 1 % at 1.628, for samples large enough that the correction is nothing.
    [Theory]
    [InlineData(1.358, 0.05)]
    [InlineData(1.628, 0.01)]
    public void PValue_CriticalValues_AreTheTabulatedOnes(double lambda, double expected)
    {
        const int N = 2_000_000;
        KolmogorovSmirnov.PValue(lambda / Math.Sqrt(N / 2.0), N, N).ShouldBe(expected, 0.0005);
    }
}
