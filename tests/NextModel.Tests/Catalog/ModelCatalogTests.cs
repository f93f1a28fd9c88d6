using NextModel.Catalog;

namespace NextModel.Tests.Catalog;

/// <summary>The catalog in the box, as a whole: what an operator and a caller may rely on in its files.</summary>
public sealed class ModelCatalogTests
{
    private static readonly ModelCatalog Shipped = ModelCatalog.BuiltIn;

    private static readonly Capability[] Kinds =
        [Capability.Chat, Capability.Embeddings, Capability.Images, Capability.Speech, Capability.Transcription, Capability.Moderation];

    [Fact]
    public void BuiltIn_Size_IsWhatIsPromised()
    {
        Shipped.Models.Count().ShouldBeGreaterThanOrEqualTo(60);
        Shipped.Models.Count(m => m.Model.Featured).ShouldBe(42);
        Shipped.Sources.Count.ShouldBeGreaterThanOrEqualTo(25);
        BuiltInSources.All.Count.ShouldBeGreaterThanOrEqualTo(25);
    }

    [Fact]
    public void BuiltIn_Featured_AreNotOnTheirWayOut() =>
        Shipped.Models.Where(m => m.Model.Featured && (m.Model.Status == "deprecated" || m.Model.RetiresOn is not null)).Select(m => m.Model.Id).ShouldBeEmpty();

    [Theory]
    [InlineData("claude-sonnet-4-5", "claude-sonnet-4-5")]
    [InlineData("doubao-seed-2-0-mini", "doubao-seed-2-0-mini")]
    [InlineData("doubao-seed-2-0-mini-260428", "doubao-seed-2-0-mini")]
    [InlineData("gemini-2.5-flash", "gemini-2-5-flash")]
    [InlineData("gemini-2-5-flash", "gemini-2-5-flash")]
    [InlineData("gpt-4o-mini", "gpt-4o-mini")]
    public void Find_AsUsersTypeIt_IsTheModel(string typed, string id) => Shipped.Find(typed)!.Id.ShouldBe(id);

    [Fact]
    public void Models_Offers_NameSourcesOfTheCatalogOnceEach()
    {
        foreach (var (_, model) in Shipped.Models)
        {
            model.Offers.ShouldAllBe(o => Shipped.FindSource(o.Source) != null, model.Id);
            model.Offers.Select(o => o.Source).ShouldBeUnique(model.Id);
        }
    }

    [Fact]
    public void Models_Facts_AreOfTheClosedLists()
    {
        foreach (var (_, model) in Shipped.Models)
        {
            ModelStatusNames.Parse(model.Status).ShouldNotBeNull(model.Id);
            var can = model.CapabilitySet();
            Kinds.Count(kind => can.Can(kind) == true).ShouldBe(1, $"{model.Id}: what it is called for");
            model.WorkloadFit.Values.ShouldAllBe(reason => reason.EndsWith('.'), model.Id);
        }
    }

    [Fact]
    public void Prices_Sheets_HaveEvidenceAndMakeAPriceOrSayTheyCannot()
    {
        foreach (var (_, model) in Shipped.Models)
        {
            foreach (var (offer, sheet) in model.Offers.SelectMany(o => o.Prices.Select(p => (o, p))))
            {
                sheet.Evidence.ShouldNotBeNullOrWhiteSpace(model.Id);
                (sheet.Input > 0).ShouldBeTrue($"{model.Id} at {offer.Source}: null is not known, and nothing is free here");
                model.Price(offer, sheet).ShouldNotBeNull($"{model.Id} at {offer.Source}");
            }
        }
    }

    [Fact]
    public void Prices_Versions_AreUniquePerSetOfFigures()
    {
        var prices = Shipped.Models.SelectMany(m => m.Model.Offers.SelectMany(o => o.Prices.Select(p => m.Model.Price(o, p)!))).ToList();

        prices.GroupBy(p => p.Version).ShouldAllBe(same => same.Count() == 1);
    }

    [Fact]
    public void Prices_RouterUnderHalfOfList_AreHeld()
    {
        foreach (var (_, model) in Shipped.Models)
        {
            var list = model.Offers.SelectMany(o => o.Prices).FirstOrDefault(p => p is { Basis: "list", Currency: "USD" });
            var router = model.Offers.Where(o => o.Prices.Any(p => list is not null && p.Basis == "router" && p.Input < list.Input / 2));

            router.ShouldAllBe(o => o.Held != null, model.Id);
        }
    }

    [Fact]
    public void Sources_KeyVariables_BelongToOneSourceEach() => Shipped.Sources.Select(s => s.KeyVariable).ShouldBeUnique();

    [Fact]
    public void Sources_QuirksLeftOut_AreOpenAIsBehaviour()
    {
        var mistral = Shipped.FindSource("mistral")!.ToSource()!.Quirks;
        mistral.UsageInStream.ShouldBeTrue();
        mistral.OutputIncludesReasoning.ShouldBeTrue();
        mistral.DropMembers.ShouldBeEmpty();
        mistral.DeveloperRoleToSystem.ShouldBeTrue();
        Shipped.FindSource("openai")!.ToSource()!.Quirks.ShouldBe(SourceQuirks.None);
        Shipped.FindSource("xai")!.ToSource()!.Quirks.OutputIncludesReasoning.ShouldBeFalse();
    }

    [Fact]
    public void Quirks_EveryFlag_CanStandInACatalogFile() =>
        typeof(CatalogQuirks).GetProperties().Select(p => p.Name).Where(name => name != "EqualityContract")
            .ShouldBe(typeof(SourceQuirks).GetProperties().Select(p => p.Name).Where(name => name is not ("None" or "EqualityContract")), ignoreOrder: true);

    [Theory]
    [InlineData("gpt-image-2.6-sunburst", "5", "1.25", "8", "30")]
    [InlineData("gpt-image-2.6-flare", "5", "5", "8", "30")]
    public void Price_OfAModelThatOnlyMakesImages_HasItsFigureForImages(string id, string input, string cached, string images, string output)
    {
        var model = Shipped.Find(id)!;

        var price = model.Price(model.Offers[0], model.Offers[0].Prices[0])!;

        (price.Input, price.CachedInput, price.ImageInput, price.Output, price.PricesTokens)
            .ShouldBe((decimal.Parse(input, null), decimal.Parse(cached, null), decimal.Parse(images, null), decimal.Parse(output, null), true));
        (model.CapabilitySet().Can(Capability.Chat), model.CapabilitySet().Can(Capability.Images)).ShouldBe((false, true));
    }

    [Fact]
    public void Price_OfABatch_IsHalfWhereTheListSaysSo()
    {
        var model = Shipped.Find("gpt-6.1-terra")!;
        var price = model.Price(model.Offers[0], model.Offers[0].Prices[0])!;

        price.For(DateTimeOffset.UnixEpoch.AddYears(57), 1_000, "batch").Input.ShouldBe(price.Input / 2);
    }

    // The announced change of its maker, and the peak hours of DeepSeek's page.
    [Theory]
    [InlineData("gemini-4-argon", "gemini", "2026-11-30T23:59:59Z", "2")]
    [InlineData("gemini-4-argon", "gemini", "2026-12-01T00:00:00Z", "4")]
    [InlineData("deepseek-v4-pro", "deepseek", "2026-11-23T03:59:59Z", "9")]
    [InlineData("deepseek-v4-pro", "deepseek", "2026-11-23T04:00:00Z", "4.5")]
    [InlineData("deepseek-v4-pro", "deepseek", "2026-11-22T02:00:00Z", "4.5")] // a Sunday
    public void Price_AtAMoment_IsTheOneInForce(string id, string source, string moment, string input)
    {
        var model = Shipped.Find(id)!;
        var offer = model.Offers.First(o => o.Source == source);

        var price = model.Price(offer, offer.Prices[0])!.For(DateTimeOffset.Parse(moment, null), 1_000, null);

        price.Input.ShouldBe(decimal.Parse(input, null));
    }
}
