using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Routing;
using NextModel.Testing;

namespace NextModel.Tests.Routing;

public sealed class TargetBookTests
{
    private readonly ManualTime _time = new();
    private readonly TargetBook _book;

    public TargetBookTests() => _book = new TargetBook(_time, NullLogger<TargetBook>.Instance);

    [Fact]
    public void Of_TheSameOfferReadAgain_IsTheSameTarget()
    {
        var before = _book.Of(Offer("a", "m"));
        before.Latency.ObserveTotal(InputSize.Small, 120);
        Open(before);
        var after = _book.Of(Offer("a", "m") with { Price = new Price("2", "USD", 1, 1, 1) });
        after.ShouldBeSameAs(before);
        after.Health.Read().State.ShouldBe(HealthState.Open);
        after.Latency.Total(InputSize.Small).Samples.ShouldBe(1);
    }

    [Fact]
    public void Of_AnotherModelAtTheSource_HasItsOwnHealthAndTheSameRetries()
    {
        var (first, second) = (_book.Of(Offer("a", "m")), _book.Of(Offer("a", "n")));
        Open(first);
        second.Health.Read().State.ShouldBe(HealthState.Closed);
        second.Retries.ShouldBeSameAs(first.Retries);
        _book.Of(Offer("b", "m")).Retries.ShouldNotBeSameAs(first.Retries);
    }

    [Fact]
    public void Of_OwnCredential_TellsNothingOfTheSourceUnderOthers()
    {
        var platform = _book.Of(Offer("a", "m"));
        var under = Offer("a", "m").Source with { CredentialId = "cred_1", ApiKey = "first" };
        var own = _book.Of(new Offer(under, "m", null));
        Open(own);

        platform.Health.Read().State.ShouldBe(HealthState.Closed);
        own.Retries.ShouldNotBeSameAs(platform.Retries);
        _book.Of(new Offer(under, "m", new Price("2", "USD", 1, 1, 1))).ShouldBeSameAs(own);
        _book.Of(new Offer(under, "n", null)).Retries.ShouldBeSameAs(own.Retries);
        _book.Of(new Offer(under with { CredentialId = "cred_2" }, "m", null)).Health.Read().State.ShouldBe(HealthState.Closed);

        // A new secret is another account for all we know.
        _book.Of(new Offer(under with { ApiKey = "second" }, "m", null)).Health.Read().State.ShouldBe(HealthState.Closed);
        _book.All.ShouldBe([platform]);
    }

    [Fact]
    public void Of_AKnownOffer_AllocatesNothing()
    {
        var offer = Offer("a", "m");
        _book.Of(offer).TryEnter(offer.Source, 1).Ended();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            _book.Of(offer).TryEnter(offer.Source, 1).Ended();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void Of_FirstUsedByManyAtOnce_IsOneTarget()
    {
        var targets = new Target[64];
        Parallel.For(0, targets.Length, i => targets[i] = _book.Of(Offer("a", "m")));
        targets.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public void Latency_OfOneInputSize_IsNotThatOfAnother()
    {
        var latency = _book.Of(Offer("a", "m")).Latency;
        latency.ObserveFirstByte(InputSizes.Of(100), 250);
        latency.FirstByte(InputSize.Small).Samples.ShouldBe(1);
        latency.FirstByte(InputSize.Medium).Samples.ShouldBe(0);
        latency.Total(InputSize.Small).Samples.ShouldBe(0);
    }

    [Theory]
    [InlineData(4 * 1024 - 1, InputSize.Small)]
    [InlineData(4 * 1024, InputSize.Medium)]
    [InlineData(32 * 1024, InputSize.Large)]
    [InlineData(256 * 1024, InputSize.Huge)]
    public void InputSize_OfABody_GoesByItsBytes(int bytes, InputSize size) => InputSizes.Of(bytes).ShouldBe(size);

    [Fact]
    public void WhyNoneSoon_OneTargetIsWell_IsNull()
    {
        var plan = Plan(Offer("a", "m"), Offer("b", "m"));
        Open(_book.Of(plan.Targets[0]));
        _book.WhyNoneSoon(plan, 1).ShouldBeNull();
    }

    [Fact]
    public void WhyNoneSoon_AllAreLeftAlone_SaysWhenTheFirstMayBeTried()
    {
        var plan = Plan(Offer("a", "m"), Offer("b", "m"));
        _book.Of(plan.Targets[0]).Health.TryEnter(1).MustRest(TimeSpan.FromSeconds(90));
        Open(_book.Of(plan.Targets[1]));
        _time.Advance(TimeSpan.FromMilliseconds(1_600));
        var refusal = _book.WhyNoneSoon(plan, 1)!;
        refusal.Code.ShouldBe(GatewayErrorCode.NoHealthySource);
        refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(4));
        refusal.Message.ShouldBe("No source of some-model can be tried now (a: asked to be left alone, b: keeps failing). Try again in 4 s.");
    }

    [Fact]
    public void WhyNoneSoon_ATargetRestsForAMoment_IsWaitedFor()
    {
        var plan = Plan(Offer("a", "m"));
        _book.Of(plan.Targets[0]).Health.TryEnter(1).MustRest(TimeSpan.FromSeconds(3));
        _book.WhyNoneSoon(plan, 1).ShouldBeNull();
    }

    [Fact]
    public void WhyNoneSoon_SomebodyFindsOut_SaysToComeBackInAMoment()
    {
        var plan = Plan(Offer("a", "m"));
        var target = _book.Of(plan.Targets[0]);
        Open(target);
        _time.Advance(TargetHealth.FirstOpening);
        _book.WhyNoneSoon(plan, 1).ShouldBeNull();
        var probe = target.Health.TryEnter(1);
        _book.WhyNoneSoon(plan, 1)!.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        probe.Began();
        _book.WhyNoneSoon(plan, 1).ShouldBeNull();
    }

    [Fact]
    public void TryEnter_SourceWithoutABreaker_IsAlwaysLetIn()
    {
        var offer = Offer("a", "m", breaker: false);
        for (var i = 0; i < 50; i++)
        {
            var pass = _book.Of(offer).TryEnter(offer.Source, 1);
            pass.IsGranted.ShouldBeTrue();
            pass.Failed();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _book.WhyNoneSoon(Plan(offer), 1).ShouldBeNull();
    }

    private void Open(Target target)
    {
        for (var i = 0; i < TargetHealth.LeastAttempts; i++)
        {
            target.Health.TryEnter(1).Failed();
        }
    }

    private static RoutePlan Plan(params Offer[] offers) => new(new Model("some-model", offers), offers);

    private static Offer Offer(string source, string model, bool breaker = true) => new(
        new Source { Id = source, Dialect = Dialect.OpenAIChat, BaseUrl = new Uri("http://localhost/v1"), CircuitBreaker = breaker }, model, null);
}
