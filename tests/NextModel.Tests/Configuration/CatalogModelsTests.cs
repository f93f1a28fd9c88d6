using NextModel.Catalog;
using NextModel.Configuration;

namespace NextModel.Tests.Configuration;

/// <summary>What the catalog and the configuration file make together.</summary>
public sealed class CatalogModelsTests
{
    private static readonly string[] NoKeys = [];

    [Fact]
    public void Build_NoKey_OnlyTheSandboxCanBeCalled() => Build("", NoKeys).Models.Keys.ShouldBe(["sandbox-echo"]);

    [Fact]
    public void Build_KeyOfASource_ItsCatalogModelsCanBeCalledByIdAndAlias()
    {
        var snapshot = Build("", "OPENAI_API_KEY");

        var mini = snapshot.Models["gpt-4o-mini"];
        mini.Offers.ShouldHaveSingleItem().Source.Id.ShouldBe("openai");
        mini.Offers[0].Price!.Input.ShouldBe(0.15m);
        mini.Offers[0].Price!.Version.ShouldStartWith("catalog:openai/gpt-4o-mini:2026-11-10:");
        mini.Capabilities.Can(Capability.Tools).ShouldBe(true);
        mini.OwnedBy.ShouldBe("openai");
        snapshot.Models["gpt-4.1-mini"].ShouldBeSameAs(snapshot.Models["gpt-4-1-mini"]);
        snapshot.Listed.ShouldBeUnique();
        snapshot.Listed.ShouldNotContain(m => m.Id == "gpt-4.1-mini");
        snapshot.Models.Keys.ShouldNotContain("mistral-large-4");
    }

    [Fact]
    public void Build_HeldOffer_IsNotCalled()
    {
        ModelCatalog.BuiltIn.Find("glm-5-3")!.Offers.ShouldContain(o => o.Source == "openrouter" && o.Held != null);

        Build("", "OPENROUTER_API_KEY").Models.Keys.ShouldNotContain("glm-5-3");
    }

    [Fact]
    public void Build_YuanListWithoutARate_IsChargedByItsDollarFigureOrSaysSo()
    {
        Build("", "DEEPSEEK_API_KEY").Models["deepseek-v4-pro"].Offers[0].Price!.Currency.ShouldBe("USD");

        var qianfan = Build("", "QIANFAN_API_KEY");
        qianfan.Models["ernie-5-1"].Offers[0].Price.ShouldBeNull();
        qianfan.Notes.ShouldHaveSingleItem().ShouldContain("billing.fx.CNY");
    }

    [Fact]
    public void Build_YuanListWithARate_IsTheListOfRecord()
    {
        var price = Build("billing: { fx: { CNY: 7.11, as_of: 2026-11-21 } }", "DEEPSEEK_API_KEY").Models["deepseek-v4-pro"].Offers[0].Price!;

        price.Currency.ShouldBe("CNY");
        price.Rules!.Cards.Count.ShouldBe(2);
    }

    [Fact]
    public void Build_FileNamesACatalogModel_WhatItLeavesOutIsTheCatalogs()
    {
        var snapshot = Build(
            """
            models:
              - id: gpt-4o-mini
                context_window: 1000
                offers:
                  - source: openai
                    price: { currency: USD, input: 9, output: 9 }
              - id: gpt-4o
            """,
            "OPENAI_API_KEY");

        var mini = snapshot.Models["gpt-4o-mini"];
        mini.Offers.ShouldHaveSingleItem().UpstreamModel.ShouldBe("gpt-4o-mini");
        mini.Offers[0].Price!.Input.ShouldBe(9m);
        mini.ContextWindow.ShouldBe(1000);
        mini.MaxOutputTokens.ShouldBe(16384);
        mini.Name.ShouldBe(ModelCatalog.BuiltIn.Find("gpt-4o-mini")!.Name);
        snapshot.Models["gpt-4o"].Offers[0].Price!.Output.ShouldBe(10m);
    }

    [Fact]
    public void Build_PriceWithRules_IsReadWhole()
    {
        var price = Build(
            """
            models:
              - id: gpt-4o
                offers:
                  - source: openai
                    price:
                      currency: USD
                      input: 1
                      output: 4
                      cache_write: { 5m: 1.25, 1h: 2 }
                      reasoning: 5
                      audio_input: 7
                      tiers: [{ input_above: 1000, input: 2, output: 8 }]
                      windows: [{ name: peak, days: [mon], utc: ["01:00-04:00"], except: [2026-12-25], input: 3, output: 9, tiers: [{ input_above: 1000, input: 4, output: 9 }] }]
                      service_tiers: { flex: 0.5 }
                      scheduled: [{ from: 2027-01-01, input: 6, output: 6 }]
            """,
            "OPENAI_API_KEY").Models["gpt-4o"].Offers[0].Price!;

        (price.CacheWrite, price.CacheWriteLong, price.Reasoning, price.AudioInput).ShouldBe((1.25m, 2m, 5m, 7m));
        price.Rules!.Cards.Count.ShouldBe(10); // 5 of figures, each also at flex
        price.Version.ShouldStartWith("config:");
    }

    [Theory]
    [InlineData("tiers: [{ input: 2 }]", "tiers[0].input_above", "is required")]
    [InlineData("windows: [{ name: peak, utc: ['9-17'], input: 2 }]", "windows", "'peak': '9-17' is not a span of one day.")]
    [InlineData("windows: [{ name: peak, days: [monday], utc: ['09:00-17:00'], input: 2 }]", "windows", "'monday' is not one of mon")]
    [InlineData("tiers: [{ input_above: 5, input: 2 }], windows: [{ name: peak, utc: ['09:00-17:00'], input: 2 }]", "windows", "needs the tiers of each window too")]
    [InlineData("cache_write: { 5m: 1, 1h: 2, 2h: 3 }", "cache_write", "takes one figure, or two")]
    [InlineData("scheduled: [{ input: 2 }]", "scheduled[0].from", "is required")]
    [InlineData("service_tiers: { flex: -1 }", "service_tiers.flex", "is not a number from 0")]
    [InlineData("perk: 1", "perk", "is not an option here")]
    public void Read_WrongPrice_IsRefusedWithItsPlace(string rule, string where, string message)
    {
        var problems = new List<ConfigurationProblem>();

        OptionsReader.Read(
            "models: [{ id: m, offers: [{ source: sandbox, upstream_model: u, price: { currency: USD, input: 1, " + rule + " } }] }]",
            _ => null, problems);

        var problem = problems.ShouldHaveSingleItem();
        problem.Where.ShouldStartWith("models[0].offers[0].price." + where);
        problem.Message.ShouldContain(message);
    }

    [Fact]
    public void Build_KeyOfADialectNotSpoken_SaysSoAndIsNotLive()
    {
        var silent = BuiltInSources.NotSpoken[0];

        var snapshot = Build("", silent.KeyVariable);

        snapshot.Sources.Keys.ShouldBe(["sandbox"]);
        snapshot.Notes.ShouldContain(note => note.Contains(silent.KeyVariable) && note.Contains(silent.Dialect));
    }

    [Theory]
    [InlineData("- { id: gpt-4o }", "no source that offers 'gpt-4o' is live: openai, openrouter.")]
    [InlineData("- { id: nobody-knows-it }", "needs at least one offer")]
    [InlineData("- { id: gpt-4o, offers: [{ source: openai }] }", "is not live: set OPENAI_API_KEY")]
    [InlineData("- { id: mine, offers: [{ source: sandbox }] }", "is required and must not be empty")]
    public void Build_ModelThatCannotBeCalled_IsRefused(string model, string message)
    {
        var problems = new List<ConfigurationProblem>();

        Snapshot("models:\n  " + model, [], problems);

        problems.ShouldContain(p => p.Message.Contains(message));
    }

    private static GatewaySnapshot Build(string yaml, params string[] keys)
    {
        var problems = new List<ConfigurationProblem>();
        var snapshot = Snapshot(yaml, keys, problems);
        problems.ShouldBeEmpty();
        return snapshot;
    }

    private static GatewaySnapshot Snapshot(string yaml, string[] keys, List<ConfigurationProblem> problems) =>
        new SnapshotBuilder(name => keys.Contains(name) ? "sk-test" : null, new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero), problems)
            .Build(OptionsReader.Read(yaml, _ => null, problems));
}
