using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Metering;
using static NextModel.Tests.Billing.Figures;

namespace NextModel.Tests.Billing;

public sealed class ChargeTermsTests
{
    private static readonly DateOnly Day = new(2026, 11, 21);
    private static readonly ChargeTerms Good = new(new Price("v1", "CNY", 2m, 0.2m, 8m), "USD", 0.9m, new FxRate("CNY", "USD", 0.14m, Day));

    [Fact]
    public void Check_GoodTerms_HasNothingToSay()
    {
        Good.Check().ShouldBeNull();
        (Good with { Price = null, Fx = null }).Check().ShouldBeNull();
        new ChargeTerms(Good.Price! with { Currency = "USD" }, "USD", 0m, null).Check().ShouldBeNull();
    }

    [Theory]
    [InlineData("-0.000001", "1", "1")]
    [InlineData("1", "-1", "1")]
    [InlineData("1", "1", "-0.5")]
    public void Check_PriceOutOfRange_IsRefused(string input, string cached, string output) =>
        Refused(Good with { Price = new Price("v9", "CNY", Parse(input), Parse(cached), Parse(output)) }, "price v9");

    [Theory]
    [InlineData("-0.1")]
    [InlineData("1.0001")]
    public void Check_DiscountOutOfRange_IsRefused(string discount) =>
        Refused(Good with { ExactCacheDiscount = Parse(discount) }, discount);

    [Theory]
    [InlineData("-0.01")]
    [InlineData("1.01")]
    public void Check_FeeOutOfRange_IsRefused(string fee) => Refused(Good with { ByokFee = Parse(fee) }, fee);

    [Theory]
    [InlineData(null, "0", "0.9")]
    [InlineData("0", "1", "1")]
    [InlineData("0.05", "0.95", "0.995")]
    [InlineData("1", "0", "0.9")]
    public void DiscountOf_OwnCredential_IsWhatTheProviderBillsAndWhatAReplaySaves(string? fee, string fresh, string replay)
    {
        var terms = Good with { ByokFee = fee is null ? null : Parse(fee) };

        terms.DiscountOf(ServeMode.Fresh).ShouldBe(Parse(fresh));
        terms.DiscountOf(ServeMode.ExactCache).ShouldBe(Parse(replay));
    }

    [Fact]
    public void Check_MissingOrWrongRate_IsRefused()
    {
        Refused(Good with { Fx = null }, "no rate to USD");
        Refused(Good with { Fx = new FxRate("USD", "CNY", 7.11m, Day) }, "no rate from CNY to USD");
        Refused(Good with { Fx = new FxRate("CNY", "MYR", 0.6m, Day) }, "no rate from CNY to USD");
        Refused(Good with { Fx = new FxRate("CNY", "USD", 0m, Day) }, "no rate from CNY to USD");
        Refused(Good with { Fx = new FxRate("CNY", "USD", -1m, Day) }, "no rate from CNY to USD");
    }

    [Fact]
    public void Check_MoreDecimalsThanADecimalHolds_IsRefused()
    {
        var fine = Good with { Fx = new FxRate("CNY", "USD", 0.140646976090m, Day), ExactCacheDiscount = 0.1234m };

        (fine with { Price = new Price("v1", "CNY", 0.123456m, 0m, 0m) }).Check().ShouldBeNull();
        Refused(fine with { Price = new Price("v1", "CNY", 0.1234567m, 0m, 0m) }, "more than 22 decimals");
    }

    [Fact]
    public void Cross_TwoRatesPerDollar_RoundsToTwelveDecimals()
    {
        FxRate.Cross("CNY", 7.11m, "USD", 1m, Day).ShouldBe(new FxRate("CNY", "USD", 0.140646976090m, Day));
        FxRate.Cross("USD", 1m, "MYR", 4.13m, Day).Rate.ShouldBe(4.13m);
        FxRate.Cross("CNY", 7.11m, "GBP", 0.76m, Day).Rate.ShouldBe(0.106891701828m); // 0.1068917018284…
    }

    private static void Refused(ChargeTerms terms, string names)
    {
        var error = terms.Check().ShouldNotBeNull();
        error.Code.ShouldBe(GatewayErrorCode.PriceUnknown);
        error.Message.ShouldContain(names);
        ChargeCalculator.Calculate(new Usage(UsageSource.Provider, 1, 0, 0, 1, 0), ServeMode.Fresh, terms)
            .TryGet(out _, out var refusal).ShouldBeFalse();
        refusal.ShouldBe(error);
    }
}
