using NextModel.Routing;
using NextModel.Testing;

namespace NextModel.Tests.Routing;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Read_AnyObservations_IsWithinOnePartIn32OfTheExactQuantile() => Seeds.ForAll(500, random =>
    {
        var histogram = new LatencyHistogram(new ManualTime());
        var values = Enumerable.Range(0, random.Next(1, 400)).Select(_ => Duration(random)).ToArray();
        foreach (var value in values)
        {
            histogram.Observe(value);
        }

        Array.Sort(values);
        var reading = histogram.Read();
        reading.Samples.ShouldBe(values.Length);
        foreach (var (share, read) in new[] { (0.50, reading.P50), (0.95, reading.P95), (0.99, reading.P99) })
        {
            var exact = values[Math.Max(1, (int)Math.Ceiling(share * values.Length)) - 1];
            Math.Abs(read - exact).ShouldBeLessThanOrEqualTo(exact / 32.0, $"p{share} of {values.Length}: {exact} was read as {read}");
        }
    });

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(31, 31)]
    [InlineData(int.MaxValue, 4_194_303)]
    public void Observe_AtTheEnds_StaysInside(int observed, int meant)
    {
        var histogram = new LatencyHistogram(new ManualTime());
        histogram.Observe(observed);
        histogram.Read().P99.ShouldBeInRange(meant * 31 / 32.0, meant);
    }

    [Fact]
    public void Read_Nothing_SaysThatNothingIsKnown() => new LatencyHistogram(new ManualTime()).Read().Samples.ShouldBe(0);

    [Fact]
    public void Read_Always_TellsHowOldItIs()
    {
        var time = new ManualTime();
        var histogram = new LatencyHistogram(time);
        time.Advance(TimeSpan.FromMinutes(1));
        histogram.Observe(100);
        time.Advance(TimeSpan.FromMinutes(3));
        var reading = histogram.Read();
        (Minutes(reading.Since), Minutes(reading.Newest)).ShouldBe((4, 3));
    }

    [Fact]
    public void Observe_WithMuchTraffic_ForgetsWhatIsTwoWindowsOld()
    {
        var time = new ManualTime();
        var histogram = new LatencyHistogram(time);
        ObserveMany(histogram, 1_000);
        time.Advance(LatencyHistogram.WindowLength);
        ObserveMany(histogram, 10);
        histogram.Read().Samples.ShouldBe(300);
        time.Advance(LatencyHistogram.WindowLength);
        ObserveMany(histogram, 10);
        var reading = histogram.Read();
        (reading.Samples, reading.P99).ShouldBe((300, 10));
    }

    [Fact]
    public void Observe_WithLittleTraffic_RemembersForHours()
    {
        var time = new ManualTime();
        var histogram = new LatencyHistogram(time);
        for (var i = 0; i < 6; i++)
        {
            histogram.Observe(700);
            time.Advance(TimeSpan.FromMinutes(40));
        }

        histogram.Read().Samples.ShouldBe(6);
        time.Advance(LatencyHistogram.LongestWindow);
        histogram.Read().Samples.ShouldBe(0);
    }

    [Fact]
    public void Read_FirstObservationAfterALongPause_IsAllThatIsKnown()
    {
        var time = new ManualTime();
        var histogram = new LatencyHistogram(time);
        histogram.Observe(5_000);
        time.Advance(LatencyHistogram.LongestWindow);
        histogram.Observe(20);
        var reading = histogram.Read();
        (reading.Samples, reading.P99, Minutes(reading.Since)).ShouldBe((1, 20, 0));
    }

    [Fact]
    public void Observe_FromManyThreads_LosesNothing()
    {
        var histogram = new LatencyHistogram(new ManualTime());
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                histogram.Observe(i % 50);
            }
        });
        histogram.Read().Samples.ShouldBe(40_000);
    }

    [Fact]
    public void ObserveAndRead_WithinAWindow_AllocateNothing()
    {
        var histogram = new LatencyHistogram(TimeProvider.System);
        histogram.Observe(3);
        histogram.Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            histogram.Observe(i);
            histogram.Read();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static int Duration(Random random) => random.Next(3) switch
    {
        0 => random.Next(0, 64),
        1 => (int)Math.Exp(random.NextDouble() * Math.Log(4_000_000)),
        _ => random.Next(200, 2_000),
    };

    private static int Minutes(TimeSpan age) => (int)Math.Round(age.TotalMinutes);

    private static void ObserveMany(LatencyHistogram histogram, int milliseconds)
    {
        // Enough for the window to be closed; those of the next window come after one more.
        for (var i = 0; i < 150; i++)
        {
            histogram.Observe(milliseconds);
        }
    }
}
