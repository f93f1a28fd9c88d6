using FsCheck;
using FsCheck.Fluent;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Tests.Billing;

/// <summary>
/// A tier reprices the whole request. More tokens therefore never cost less where a tier is nowhere cheaper than what is below it; where it is, one
/// token over the threshold may lower the amount, which is what such a list says.
/// </summary>
public sealed class TieredChargeTests
{
    private const int Threshold = 1_000;

    private static readonly Gen<(int Input, int Output, int More, int Plain, int Rise)> Cases =
        from input in Gen.Choose(0, 2 * Threshold)
        from output in Gen.Choose(0, 500)
        from more in Gen.Choose(0, Threshold)
        from plain in Gen.Choose(0, 50)
        from rise in Gen.Choose(0, 50)
        select (input, output, more, plain, rise);

    [Fact]
    public void Calculate_TiersThatOnlyRise_MoreTokensNeverCostLess() => Prop.ForAll(Cases.ToArbitrary(), one =>
    {
        var price = Tiered(one.Plain, one.Plain + one.Rise);
        Amount(price, one.Input + one.More, one.Output).ShouldBeGreaterThanOrEqualTo(Amount(price, one.Input, one.Output));
        Amount(price, one.Input, one.Output + one.More).ShouldBeGreaterThanOrEqualTo(Amount(price, one.Input, one.Output));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true));

    [Fact]
    public void Calculate_TierThatIsCheaper_LowersTheWholeRequestAtTheThreshold()
    {
        var price = Tiered(plain: 10, above: 1);
        Amount(price, Threshold, 0).ShouldBe(0.01m);
        Amount(price, Threshold + 1, 0).ShouldBe(0.001001m);
    }

    private static Price Tiered(decimal plain, decimal above) => PriceMaker.Make(
        new PriceSheet
        {
            Currency = "USD",
            Input = plain,
            Output = plain,
            Version = "v",
            Tiers = [new PriceTier { InputAbove = Threshold, Input = above, Output = above }],
        },
        "t", hasOutput: true, out _)!;

    private static decimal Amount(Price price, long input, long output)
    {
        var flat = price.For(DateTimeOffset.UnixEpoch, input, null);
        ChargeCalculator.Calculate(new Usage(UsageSource.Provider, input, 0, 0, output, 0), ServeMode.Fresh, new ChargeTerms(flat, "USD", 0m, null))
            .TryGet(out var charge, out var refusal).ShouldBeTrue(refusal?.Message);
        return charge!.Amount;
    }
}
