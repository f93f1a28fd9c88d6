using NextModel.Catalog;
using NextModel.Configuration;

namespace NextModel.Tests.Catalog;

public sealed class ConventionalSourcesTests
{
    [Theory]
    [InlineData("AWS_BEARER_TOKEN_BEDROCK=k", "https://bedrock-runtime.us-east-1.amazonaws.com/", "k", "us")]
    [InlineData("AWS_ACCESS_KEY_ID=a;AWS_SECRET_ACCESS_KEY=s;AWS_REGION=eu-central-1", "https://bedrock-runtime.eu-central-1.amazonaws.com/", "a:s", "eu")]
    [InlineData("AWS_ACCESS_KEY_ID=a;AWS_SECRET_ACCESS_KEY=s;AWS_SESSION_TOKEN=t", "https://bedrock-runtime.us-east-1.amazonaws.com/", "a:s:t", "us")]
    [InlineData("AWS_ACCESS_KEY_ID=a;AWS_SECRET_ACCESS_KEY=s;AWS_BEARER_TOKEN_BEDROCK=k", "https://bedrock-runtime.us-east-1.amazonaws.com/", "k", "us")]
    public void Bedrock_UsualVariables_MakeTheSource(string variables, string address, string key, string region)
    {
        var source = ConventionalSources.Bedrock(Environment(variables)).ShouldNotBeNull();

        (source.BaseUrl.AbsoluteUri, source.ApiKey, source.Region, source.Dialect).ShouldBe((address, key, region, Dialect.Bedrock));
        source.ToString().ShouldNotContain("a:s");
    }

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID=a")]
    [InlineData("AWS_REGION=eu-central-1")]
    [InlineData("AWS_SECRET_ACCESS_KEY=s")]
    public void Bedrock_HalfAKey_MakesNone(string variables) => ConventionalSources.Bedrock(Environment(variables)).ShouldBeNull();

    [Fact]
    public void Azure_KeyAndEndpoint_MakeTheSource()
    {
        var source = ConventionalSources.Azure(Environment("AZURE_OPENAI_API_KEY=k;AZURE_OPENAI_ENDPOINT=https://res.openai.azure.com/;OPENAI_API_VERSION=2024-10-21"));

        source.ShouldNotBeNull();
        (source.BaseUrl.AbsoluteUri, source.ApiKey, source.ApiVersion, source.Dialect)
            .ShouldBe(("https://res.openai.azure.com/", "k", "2024-10-21", Dialect.AzureOpenAI));
    }

    [Theory]
    [InlineData("AZURE_OPENAI_API_KEY=k")]
    [InlineData("AZURE_OPENAI_ENDPOINT=https://res.openai.azure.com")]
    [InlineData("AZURE_OPENAI_API_KEY=k;AZURE_OPENAI_ENDPOINT=res")]
    public void Azure_HalfOfIt_MakesNone(string variables) => ConventionalSources.Azure(Environment(variables)).ShouldBeNull();

    [Fact]
    public void Snapshot_ConventionalSource_IsLiveAndMayBeOverridden()
    {
        const string Yaml = """
            sources:
              - { id: azure-openai, api_version: 2025-01-01, region: eu }
            models:
              - { id: gpt, offers: [ { source: azure-openai, upstream_model: my-gpt } ] }
            """;
        var problems = new List<ConfigurationProblem>();
        var environment = Environment("AZURE_OPENAI_API_KEY=k;AZURE_OPENAI_ENDPOINT=https://res.openai.azure.com");
        var snapshot = new SnapshotBuilder(environment, new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero), problems).Build(OptionsReader.Read(Yaml, environment, problems));

        problems.ShouldBeEmpty();
        var source = snapshot.Models["gpt"].Offers[0].Source;
        (source.ApiKey, source.ApiVersion, source.Region, source.Dialect).ShouldBe(("k", "2025-01-01", "eu", Dialect.AzureOpenAI));
    }

    [Theory]
    [InlineData("bedrock", "AWS_BEARER_TOKEN_BEDROCK")]
    [InlineData("azure-openai", "AZURE_OPENAI_ENDPOINT")]
    [InlineData("anthropic", "ANTHROPIC_API_KEY")]
    public void Snapshot_SourceThatIsNotLive_NamesWhatToSet(string source, string variable)
    {
        var problems = new List<ConfigurationProblem>();
        var yaml = $$"""
            models:
              - { id: m, offers: [ { source: {{source}}, upstream_model: u } ] }
            """;

        new SnapshotBuilder(_ => null, new DateTimeOffset(2026, 11, 29, 0, 0, 0, TimeSpan.Zero), problems).Build(OptionsReader.Read(yaml, _ => null, problems));

        problems.ShouldHaveSingleItem().ToString().ShouldContain(variable);
    }

    private static Func<string, string?> Environment(string variables)
    {
        var table = variables.Split(';').Select(one => one.Split('=', 2)).ToDictionary(one => one[0], one => one[1]);
        return name => table.GetValueOrDefault(name);
    }
}
