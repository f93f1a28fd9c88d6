using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Tests.Credentials;

namespace NextModel.Tests.Configuration;

/// <summary>What callers with credentials of their own can name.</summary>
public sealed class OwnModelsTests
{
    private static readonly GatewaySnapshot Snapshot = Build(
        """
        sources:
          - { id: mistral, api_key: platform-key }
        models:
          - id: gpt-4o-mini
            offers: [{ source: mistral, upstream_model: stand-in, price: { currency: USD, input: 1, output: 2 } }]
        """);

    [Fact]
    public void Of_NoCredentials_AreTheSnapshotsOwn() => OwnModels.Of(null, Snapshot).ShouldBeSameAs(Snapshot.Models);

    [Fact]
    public void Of_TheSameCredentialsAgain_AreTheSameAndCostNothing()
    {
        var set = Set(("cred_1", "openai"));
        var models = OwnModels.Of(set, Snapshot);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            OwnModels.Of(set, Snapshot);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        OwnModels.Of(set, Snapshot).ShouldBeSameAs(models);
        OwnModels.Of(set, Build("")).ShouldNotBeSameAs(models);
    }

    [Fact]
    public void Of_SourceThatIsNotLive_AddsItsModelsByIdAndAlias()
    {
        var models = OwnModels.Of(Set(("cred_1", "openai")), Snapshot);

        Snapshot.Models.ShouldNotContainKey("gpt-4-1-mini");
        var offer = models["gpt-4-1-mini"].Offers.ShouldHaveSingleItem();
        (offer.Source.Id, offer.Source.CredentialId, offer.Source.ApiKey).ShouldBe(("openai", "cred_1", SampleCredentials.Secret));
        offer.Price!.Version.ShouldStartWith("catalog:openai/gpt-4-1-mini:");
        models["gpt-4.1-mini"].ShouldBeSameAs(models["gpt-4-1-mini"]);

        // What the operator offers under that name stays, behind the organization's own.
        Labels(models["gpt-4o-mini"]).ShouldBe(["openai under cred_1", "mistral"]);
    }

    [Fact]
    public void Of_SourceThatIsLive_ServesWhatTheOperatorOffersThere()
    {
        var models = OwnModels.Of(Set(("cred_1", "mistral"), ("cred_2", "mistral")), Snapshot);

        Labels(models["gpt-4o-mini"]).ShouldBe(["mistral under cred_1", "mistral under cred_2", "mistral"]);
        models["gpt-4o-mini"].Offers[0].UpstreamModel.ShouldBe("stand-in");
        models["gpt-4o-mini"].Offers[0].Source.ApiKey.ShouldBe(SampleCredentials.Secret);
        models["gpt-4o-mini"].Offers[2].Source.ApiKey.ShouldBe("platform-key");
    }

    [Fact]
    public void Of_HeldOffer_IsNotCalledUnderAnOwnKeyEither() =>
        OwnModels.Of(Set(("cred_1", "openrouter")), Snapshot).Keys.ShouldNotContain("glm-5-3");

    [Fact]
    public void Of_ModelsOfItsOwn_AreThoseAndNoOthers()
    {
        var own = SampleCredentials.Credential("cred_1", source: "azure-openai", baseUrl: new Uri("https://acme.openai.azure.com")) with
        {
            Models = new Dictionary<string, string> { ["gpt-4.1-mini"] = "my-deployment" },
        };
        var models = OwnModels.Of(new CredentialSet([new OwnCredential(own, SampleCredentials.Keys)]), Snapshot);

        var offer = models["gpt-4-1-mini"].Offers.ShouldHaveSingleItem();
        (offer.UpstreamModel, offer.Source.Dialect, offer.Source.BaseUrl.Host, offer.Price).ShouldBe(("my-deployment", Dialect.AzureOpenAI, "acme.openai.azure.com", null));
        models.Keys.Except(Snapshot.Models.Keys).ShouldBe(["gpt-4-1-mini", "gpt-4.1-mini"], ignoreOrder: true);
    }

    [Fact]
    public void Of_SecretThatCannotBeOpened_AddsNothing()
    {
        var moved = SampleCredentials.Credential() with { BaseUrl = new Uri("https://evil.example.com") };

        OwnModels.Of(new CredentialSet([new OwnCredential(moved, SampleCredentials.Keys)]), Snapshot).Keys.ShouldBe(Snapshot.Models.Keys, ignoreOrder: true);
    }

    private static CredentialSet Set(params (string Id, string Source)[] credentials) =>
        new([.. credentials.Select(c => new OwnCredential(SampleCredentials.Credential(c.Id, source: c.Source), SampleCredentials.Keys))]);

    private static IEnumerable<string> Labels(Model model) => model.Offers.Select(o => o.Source.Label);

    private static GatewaySnapshot Build(string yaml)
    {
        var problems = new List<ConfigurationProblem>();
        var options = OptionsReader.Read(yaml, _ => null, problems);
        var snapshot = new SnapshotBuilder(_ => null, new DateOnly(2026, 11, 29), problems).Build(options);
        problems.ShouldBeEmpty();
        return snapshot;
    }
}
