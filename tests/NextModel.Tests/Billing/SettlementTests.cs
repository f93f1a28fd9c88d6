using NextModel.Billing;
using NextModel.Metering;

namespace NextModel.Tests.Billing;

public sealed class SettlementTests
{
    private static readonly Usage Provider = new(UsageSource.Provider, 19, 4, 0, 42, 10);
    private static readonly Usage Estimate = new(UsageSource.Estimated, 20, 0, 0, 7, 0);

    [Fact]
    public void Completed_ContractExample_Is42And61And61And0() => Quantities(Settlement.Completed(Provider)).ShouldBe((42, 61, 61, 0));

    [Fact]
    public void Replayed_ContractExample_Is42And0And61And61()
    {
        var settlement = Settlement.Replayed(Provider);

        Quantities(settlement).ShouldBe((42, 0, 61, 61));
        settlement.Billed.ShouldBe(Provider with { Source = UsageSource.Replayed });
    }

    [Fact]
    public void Completed_ProviderUsage_BillsIt() => Settlement.Completed(Provider).Billed.ShouldBe(Provider);

    [Fact]
    public void Completed_ExplicitZero_BillsZeroNotAnEstimate()
    {
        var settlement = Settlement.Completed(new Usage(UsageSource.Provider, 0, 0, 0, 0, 0));

        settlement.Billed.Source.ShouldBe(UsageSource.Provider);
        Quantities(settlement).ShouldBe((0, 0, 0, 0));
    }

    [Fact]
    public void Completed_NoProviderUsage_BillsTheEstimate()
    {
        Settlement.Completed(Estimate).Billed.ShouldBe(Estimate);
        Quantities(Settlement.Completed(Estimate)).ShouldBe((7, 27, 27, 0));
    }

    [Fact]
    public void Completed_AfterFailedAttempts_ConsumedMoreBilledNoMore() =>
        Quantities(Settlement.Completed(Provider, elsewhere: 30)).ShouldBe((42, 91, 61, 0));

    [Fact]
    public void CallerLeft_ProviderUsageCame_BillsItAndServedWhatWasDelivered()
    {
        var settlement = Settlement.CallerLeft(Provider, delivered: 12);

        settlement.Billed.ShouldBe(Provider);
        Quantities(settlement).ShouldBe((12, 61, 61, 0));
    }

    [Fact]
    public void CallerLeft_NoProviderUsage_BillsInputAndDeliveredOutput()
    {
        var settlement = Settlement.CallerLeft(Estimate, delivered: 7, elsewhere: 5);

        settlement.Billed.ShouldBe(Estimate);
        Quantities(settlement).ShouldBe((7, 32, 27, 0));
    }

    [Fact]
    public void UpstreamBroke_ProviderUsageCame_BillsIt() =>
        Quantities(Settlement.UpstreamBroke(Provider, delivered: 12)).ShouldBe((12, 61, 61, 0));

    [Fact]
    public void UpstreamBroke_NoProviderUsage_BillsNothing()
    {
        Settlement.UpstreamBroke(Usage.None, delivered: 12).Billed.ShouldBe(Usage.None);
        Quantities(Settlement.UpstreamBroke(Usage.None, delivered: 12)).ShouldBe((12, 0, 0, 0));
        Settlement.UpstreamBroke(Estimate, delivered: 7).Billed.ShouldBe(Usage.None);
        Quantities(Settlement.UpstreamBroke(Estimate, delivered: 7)).ShouldBe((7, 27, 0, 0));
    }

    [Fact]
    public void NothingDelivered_Failed_BillsNothing() =>
        Quantities(Settlement.NothingDelivered(elsewhere: 19)).ShouldBe((0, 19, 0, 0));

    [Fact]
    public void Completed_ImpossibleParts_AreClampedToTheirTotals() =>
        Settlement.Completed(new Usage(UsageSource.Provider, 10, 25, 5, -1, 9)).Billed
            .ShouldBe(new Usage(UsageSource.Provider, 10, 10, 0, 0, 0));

    private static (long Served, long Consumed, long Billable, long Replayed) Quantities(Settlement settlement) =>
        (settlement.ServedTokens, settlement.ConsumedTokens, settlement.BillableTokens, settlement.ReplayedTokens);
}
