using NextModel.Routing;
using NextModel.Testing;

namespace NextModel.Tests.Routing;

public sealed class RetryBudgetTests
{
    [Fact]
    public void TryTake_ASourceThatAlwaysFails_GivesARetryForEveryTenthRequest()
    {
        var budget = new RetryBudget(new ManualTime());
        var retries = 0;
        for (var i = 0; i < 10_000; i++)
        {
            budget.NoteRequest(0.1);
            retries += budget.TryTake() ? 1 : 0;
        }

        retries.ShouldBeInRange(1_000, 1_000 + RetryBudget.MostSaved);
    }

    [Fact]
    public void TryTake_AnyTraffic_IsNeverMoreThanATenthAndOneASecondAndTheSaved() => Seeds.ForAll(300, random =>
    {
        var time = new ManualTime();
        var budget = new RetryBudget(time);
        var (requests, retries) = (0, 0);
        for (var step = 0; step < 300; step++)
        {
            switch (random.Next(3))
            {
                case 0:
                    budget.NoteRequest(0.1);
                    requests++;
                    break;
                case 1:
                    retries += budget.TryTake() ? 1 : 0;
                    break;
                default:
                    time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 500)));
                    break;
            }

            var elapsed = time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
            ((double)retries).ShouldBeLessThanOrEqualTo((0.1 * requests) + (elapsed.TotalSeconds * RetryBudget.PerSecond) + RetryBudget.MostSaved + 0.001);
        }
    });

    [Fact]
    public void TryTake_LittleTraffic_IsNotDenied()
    {
        var time = new ManualTime();
        var budget = new RetryBudget(time);
        for (var i = 0; i < 100; i++)
        {
            budget.NoteRequest(0);
            budget.TryTake().ShouldBeTrue();
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void TryTake_FromManyThreads_GivesNoMoreThanThereIs()
    {
        var budget = new RetryBudget(new ManualTime());
        var taken = 0;
        Parallel.For(0, 1_000, _ => Interlocked.Add(ref taken, budget.TryTake() ? 1 : 0));
        taken.ShouldBe(RetryBudget.MostSaved);
    }
}
