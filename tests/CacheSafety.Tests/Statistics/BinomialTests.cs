using CacheSafety.Statistics;

namespace CacheSafety.Tests.Statistics;

public sealed class BinomialTests
{
    // Zero failures: 1 - 0.05^(1/n). The others from tables of Clopper-Pearson limits (one-sided 95 %).
    [Theory]
    [InlineData(0, 10, 0.2589)]
    [InlineData(0, 60, 0.0487)]
    [InlineData(0, 136, 0.0218)]
    [InlineData(0, 173, 0.0172)]
    [InlineData(0, 300, 0.0099)]
    [InlineData(0, 3000, 0.0010)]
    [InlineData(1, 10, 0.3942)]
    [InlineData(5, 10, 0.7776)]
    [InlineData(1, 20, 0.2161)]
    [InlineData(3, 100, 0.0757)]
    public void UpperBound_TabulatedCases_AreReproduced(int failures, int trials, double expected) =>
        Binomial.UpperBound(failures, trials).ShouldBe(expected, 0.00006);

    [Fact]
    public void UpperBound_TwoSided_IsTheKnownOneOfTenWithoutFailure() =>
        Binomial.UpperBound(0, 10, level: 0.975).ShouldBe(0.3085, 0.0001);

    [Fact]
    public void UpperBound_AtTheBound_SoFewFailuresHaveFivePercent()
    {
        foreach (var (failures, trials) in new[] { (0, 1), (2, 7), (40, 263), (172, 173), (12, 5000) })
        {
            var bound = Binomial.UpperBound(failures, trials);
            Cumulative(failures, trials, bound).ShouldBe(0.05, 1e-9, $"{failures} of {trials}");
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    public void UpperBound_NothingKnownOrAllFailed_IsOne(int failures, int trials) => Binomial.UpperBound(failures, trials).ShouldBe(1);

    [Theory]
    [InlineData(0.05, 59)]
    [InlineData(0.02, 149)]
    [InlineData(0.01, 299)]
    [InlineData(0.001, 2995)]
    public void MoreTrialsFor_NothingYet_AreTheTabulatedOnes(double bound, int expected) =>
        Binomial.MoreTrialsFor(bound, 0, 0).ShouldBe(expected);

    [Fact]
    public void MoreTrialsFor_SomeAlready_IsTheLeastThatSuffices()
    {
        var more = Binomial.MoreTrialsFor(0.02, 1, 173);
        Binomial.UpperBound(1, 173 + more).ShouldBeLessThanOrEqualTo(0.02);
        Binomial.UpperBound(1, 173 + more - 1).ShouldBeGreaterThan(0.02);
        Binomial.MoreTrialsFor(0.02, 0, 173).ShouldBe(0);
    }

    // Newcombe (1998), method 3: 81 of 263 and 15 of 148, and the ends.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Wilson_PublishedExamples_AreReproduced(int successes, int trials, double low, double high)
    {
        var interval = Binomial.Wilson(successes, trials);
        interval.Low.ShouldBe(low, 0.00006);
        interval.High.ShouldBe(high, 0.00006);
    }

    // The sum itself, in logarithms: slow and plain.
    private static double Cumulative(int failures, int trials, double rate)
    {
        var sum = 0.0;
        for (var k = 0; k <= failures; k++)
        {
            var log = 0.0;
            for (var i = 1; i <= k; i++)
            {
                log += Math.Log(trials - k + i) - Math.Log(i);
            }

            sum += Math.Exp(log + (k * Math.Log(rate)) + ((trials - k) * Math.Log(1 - rate)));
        }

        return sum;
    }
}
