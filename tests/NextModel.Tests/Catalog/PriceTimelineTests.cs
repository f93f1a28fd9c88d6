using FsCheck;
using FsCheck.Fluent;
using NextModel.Catalog;

namespace NextModel.Tests.Catalog;

/// <summary>Prices that are set one after the other: at every moment the one that was set for it counts, and its name is on the receipt.</summary>
public sealed class PriceTimelineTests
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<(int From, bool AsConfigured)> Entries =
        from hour in Gen.Choose(0, 6)
        from configured in Gen.Elements(true, false, false)
        select (hour, configured);

    [Fact]
    public void Of_AnyPricesInAnyOrder_AtEachMomentTheLastThatBeganCounts() => Prop.ForAll(
        Entries.ArrayOf().ToArbitrary(),
        entries =>
        {
            var set = entries.Select((entry, i) => Set(i + 1, Start.AddHours(entry.From), entry.AsConfigured ? null : i + 1)).ToList();
            var price = PriceTimeline.Of(Configured(), set, Start)!;

            for (var half = -2; half <= 14; half++)
            {
                var at = Start.AddMinutes(30 * half);
                var counts = set.Where(one => one.EffectiveFrom <= at).OrderBy(one => one.EffectiveFrom).ThenBy(one => one.Version).LastOrDefault();
                price.For(at, 10, null).Version.ShouldBe(counts?.Price?.Version ?? "configured");
                price.For(at, 10, null).Input.ShouldBe(counts?.Price?.Input ?? 100m);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));

    [Fact]
    public void Of_NothingSet_GivesTheConfiguredPriceItself()
    {
        var configured = Configured();
        PriceTimeline.Of(configured, [], Start).ShouldBeSameAs(configured);
    }

    [Fact]
    public void Of_ConfiguredChangesLater_TheSetPriceStaysInForceOverIt()
    {
        var configured = Scheduled();
        var price = PriceTimeline.Of(configured, [Set(1, Start.AddDays(1), 7)], Start)!;

        price.For(Start, 1, null).Version.ShouldBe("list");
        price.For(Start.AddDays(1), 1, null).Version.ShouldBe("admin:src/m:1");
        price.For(Start.AddDays(9), 1, null).Version.ShouldBe("admin:src/m:1", "what the list announced for day 5 is overridden");
    }

    [Fact]
    public void Of_BackToWhatIsConfigured_FindsTheListAsItIsByThen()
    {
        var price = PriceTimeline.Of(Scheduled(), [Set(1, Start.AddDays(1), 7), Set(2, Start.AddDays(8), null)], Start)!;

        price.For(Start.AddDays(8).AddTicks(-1), 1, null).Version.ShouldBe("admin:src/m:1");
        price.For(Start.AddDays(8), 1, null).Version.ShouldBe("list@2026-12-06");
    }

    [Fact]
    public void Of_TiersAndHours_EachPriceKeepsItsOwn()
    {
        var tiered = PriceMaker.Make(
            new PriceSheet { Currency = "USD", Input = 1, Output = 2, Version = "tiered", Tiers = [new PriceTier { InputAbove = 100, Input = 10, Output = 20 }] }, "t", true, out _);
        var price = PriceTimeline.Of(tiered, [Set(1, Start, 7)], Start.AddDays(-1))!;

        price.For(Start.AddTicks(-1), 101, null).Input.ShouldBe(10m);
        price.For(Start.AddTicks(-1), 100, null).Input.ShouldBe(1m);
        price.For(Start, 101, null).Input.ShouldBe(7m, "the set price has no tiers");
    }

    [Fact]
    public void Of_PlainFigures_AreThoseInForce()
    {
        var set = new[] { Set(1, Start.AddHours(1), 7) };
        PriceTimeline.Of(Configured(), set, Start)!.Input.ShouldBe(100m);
        PriceTimeline.Of(Configured(), set, Start.AddHours(1))!.Input.ShouldBe(7m);
    }

    private static Price Configured() => new("configured", "USD", 100m, 50m, 200m);

    private static Price Scheduled() => PriceMaker.Make(
        new PriceSheet { Currency = "USD", Input = 1, Output = 2, Version = "list", Scheduled = [new PriceChange { From = new DateOnly(2026, 12, 6), Input = 3, Output = 4 }] },
        "t", true, out _)!;

    private static SetPrice Set(long version, DateTimeOffset from, decimal? input) => new()
    {
        Id = Guid.NewGuid(),
        Model = "m",
        Source = "src",
        Version = version,
        EffectiveFrom = from,
        SetAt = Start,
        SetBy = "operator",
        Document = input is null ? null : "{}",
        Price = input is { } figure ? new Price($"admin:src/m:{version}", "USD", figure, figure, figure) : null,
    };
}
