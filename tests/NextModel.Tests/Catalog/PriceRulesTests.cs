using NextModel.Catalog;

namespace NextModel.Tests.Catalog;

public sealed class PriceRulesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);

    private static readonly PriceSheet Everything = new()
    {
        Currency = "USD",
        Input = 1m,
        CachedInput = 0.1m,
        Output = 4m,
        CacheWrite = new Dictionary<string, decimal> { ["5m"] = 1.25m, ["1h"] = 2m },
        Tiers = [new PriceTier { InputAbove = 1_000, Input = 2m, CachedInput = 0.2m, Output = 6m }],
        Windows =
        [
            new PriceWindow
            {
                Name = "night", Utc = ["22:00-24:00", "00:00-06:00"], Days = ["mon"], Except = [new DateOnly(2026, 11, 30)],
                Input = 0.5m, CachedInput = 0.05m, Output = 2m,
                Tiers = [new PriceTier { InputAbove = 1_000, Input = 0.8m, Output = 3m }],
            },
        ],
        ServiceTiers = new Dictionary<string, decimal> { ["flex"] = 0.5m, ["priority"] = 2m },
        Scheduled = [new PriceChange { From = new DateOnly(2027, 1, 1), Input = 10m, CachedInput = 1m, Output = 40m }],
    };

    [Fact]
    public void Make_PlainFigures_AreFlat()
    {
        var price = PriceMaker.Make(new PriceSheet { Currency = "USD", Input = 1m, Output = 2m }, "config", true, out _)!;

        price.Rules.ShouldBeNull();
        price.CachedInput.ShouldBe(1m);
        price.For(Monday, 5_000_000, "flex").ShouldBeSameAs(price);
    }

    [Theory]
    [InlineData("2026-11-24T02:00:00Z", 1_000, null, "1", null, null, null)]
    [InlineData("2026-11-24T02:00:00Z", 1_001, null, "2", 1_000, null, null)] // above, not at
    [InlineData("2026-11-23T02:00:00Z", 1_000, null, "0.5", null, "night", null)]
    [InlineData("2026-11-23T02:00:00Z", 1_001, null, "0.8", 1_000, "night", null)]
    [InlineData("2026-11-23T05:59:59Z", 10, null, "0.5", null, "night", null)]
    [InlineData("2026-11-23T06:00:00Z", 10, null, "1", null, null, null)]
    [InlineData("2026-11-23T23:59:59Z", 10, null, "0.5", null, "night", null)]
    [InlineData("2026-11-30T02:00:00Z", 10, null, "1", null, null, null)] // an excepted day
    [InlineData("2026-11-24T02:00:00Z", 10, "flex", "0.5", null, null, "flex")]
    [InlineData("2026-11-23T02:00:00Z", 1_001, "priority", "1.6", 1_000, "night", "priority")]
    [InlineData("2026-11-24T02:00:00Z", 10, "default", "1", null, null, null)]
    [InlineData("2026-12-31T23:59:59Z", 10, null, "1", null, null, null)]
    [InlineData("2027-01-01T00:00:00Z", 10, null, "10", null, null, null)]
    [InlineData("2027-01-04T02:00:00Z", 5_000, null, "10", null, null, null)] // the change has neither tiers nor windows
    [InlineData("2027-01-04T02:00:00Z", 10, "flex", "5", null, null, "flex")]
    public void For_Request_IsTheStrongestThatApplies(
        string at, long input, string? tier, string expected, int? above, string? window, string? served)
    {
        var price = PriceMaker.Make(Everything, "config", true, out var problem)!.For(DateTimeOffset.Parse(at, null), input, tier);

        problem.ShouldBeNull();
        price.Input.ShouldBe(decimal.Parse(expected, null));
        var condition = price.Condition ?? new PriceCondition(null, null, null);
        condition.ShouldBe(new PriceCondition(above, window, served));
        price.Rules.ShouldBeNull();
    }

    [Fact]
    public void For_Flex_TakesHalfOfEveryFigure()
    {
        var flex = PriceMaker.Make(Everything, "config", true, out _)!.For(new DateTimeOffset(2026, 11, 24, 2, 0, 0, TimeSpan.Zero), 10, "flex");

        flex.Figures.ShouldBe([0.5m, 0.05m, 2m, 0.625m, 1m]);
    }

    [Fact]
    public void Version_OtherFigures_IsAnother()
    {
        var version = Version(Everything);

        Version(Everything with { Note = "the same figures" }).ShouldBe(version);
        Version(Everything with { Output = 4.1m }).ShouldNotBe(version);
        Version(Everything with { CacheWrite = new Dictionary<string, decimal> { ["5m"] = 1.25m, ["1h"] = 2.5m } }).ShouldNotBe(version);
        Version(Everything with { Windows = [Everything.Windows[0] with { Utc = ["22:00-24:00"] }] }).ShouldNotBe(version);
        PriceMaker.Make(Everything, "config", true, out _)!.For(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), 10, null)
            .Version.ShouldBe(version + "@2027-01-01");
    }

    [Theory]
    [InlineData("04:00-01:00")]
    [InlineData("24:00-24:00")]
    [InlineData("1:00-4:00")]
    [InlineData("01:60-04:00")]
    [InlineData("night")]
    public void Parse_SpanThatIsNone_IsRefused(string span)
    {
        PriceClock.Parse([span], [], [], out var problem).ShouldBeNull();

        problem!.ShouldContain(span);
    }

    [Fact]
    public void Make_NoInputFigure_IsNoPrice() =>
        PriceMaker.Make(new PriceSheet { Currency = "USD", Output = 2m }, "config", true, out _).ShouldBeNull();

    [Fact]
    public void Make_NoOutputFigure_IsAPriceOnlyWithoutOutput()
    {
        var sheet = new PriceSheet { Currency = "USD", Input = 2m };

        PriceMaker.Make(sheet, "catalog:x", hasOutput: true, out _).ShouldBeNull();
        PriceMaker.Make(sheet, "catalog:x", hasOutput: false, out _)!.Output.ShouldBe(0m);
    }

    private static string Version(PriceSheet sheet) => PriceMaker.Make(sheet, "config", true, out _)!.Version;
}
