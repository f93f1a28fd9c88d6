using System.Text.Json;
using NextModel.Configuration;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Web.Dashboard.Policies;
using NextModel.Web.Localization;

namespace NextModel.Gateway.Tests.Site;

/// <summary>Policies as sentences: everything a document can say is said, in every language, and what somebody wrote is inert.</summary>
public sealed class RuleWordsTests
{
    // Each value stands nowhere else, so that a sentence that is missing is seen.
    private const string Everything = """
        policy: 1
        aliases: { auto: [first-target, second-target] }
        default: deny
        credentials: own_first
        rules:
          - name: all conditions
            when:
              workload: [support, chat-*]
              environment: production
              model: asked-for
              operation: embeddings
              needs: [tools, vision]
              input_tokens: { at_least: 1234, at_most: 5678 }
              budget_used: { at_least: 81%, window: month, scope: team }
              region: far
            deny: not like this
          - name: all decisions
            models: { allow: [model-in], deny: [model-out] }
            sources: { allow: [source-in], deny: [source-out] }
            regions: { allow: [region-in], deny: [region-out] }
            preview: false
            max_output_tokens: 4321
            max_temperature: 0.7
            cache: off
            credentials: own_only
            route:
              targets: [{ model: heavy, weight: 17 }, light]
              strategy: weighted
              max_price: { currency: GBP, input: 1.25, output: 9.75 }
              max_latency: { p95: 2s }
              min_context: 128000
        """;

    private static readonly string[] Said =
    [
        "auto", "first-target", "second-target", "support", "chat-*", "production", "asked-for", "embeddings", "tools", "vision", "1,234", "5,678", "81%", "far", "not like this",
        "model-in", "model-out", "source-in", "source-out", "region-in", "region-out", "4,321", "0.7", "heavy (17)", "light (1)", "1.25 GBP", "9.75 GBP", "2,000 ms", "128,000",
    ];

    public static TheoryData<string> Locales => [.. Locale.All.Select(locale => locale.Id)];

    [Theory]
    [MemberData(nameof(Locales))]
    public void Document_WithEverything_IsSaidWhole(string locale)
    {
        var texts = Texts.Of(Locale.All.Single(one => one.Id == locale));
        var said = Words(Everything, texts);

        foreach (var value in Said)
        {
            said.ShouldContain(value);
        }

        foreach (var key in new[] { "rule.preview", "rule.nocache", "rule.credentials.first", "rule.credentials.own", "rule.otherwise.deny" })
        {
            said.ShouldContain(Phrase.Of(texts[key]).Value);
        }
    }

    [Fact]
    public void Document_OfTheTest_HasEveryMemberOfTheSchema()
    {
        using var schema = JsonDocument.Parse(RepositoryTree.Read("src/NextModel.Gateway/Schemas/policy-1.json"));

        Members(schema.RootElement).Where(member => !Everything.Contains(member + ":", StringComparison.Ordinal)).ShouldBeEmpty("a sentence for it is missing, or is not tried here");
    }

    [Theory]
    [InlineData("priority")]
    [InlineData("weighted")]
    [InlineData("cheapest")]
    [InlineData("fastest")]
    [InlineData("sticky")]
    public void Strategy_Any_HasItsSentence(string strategy) =>
        Words($"policy: 1\nrules:\n  - name: a\n    route: {{ strategy: {strategy} }}", Texts.Of(Locale.English)).ShouldContain("the offers of the model asked for");

    [Fact]
    public void Rule_OfOneCondition_ReadsAsASentence() => Words("policy: 1\nrules:\n  - name: thrift\n    when: { model: large, budget_used: { at_least: 80%, window: month } }\n    route: { targets: [small] }", Texts.Of(Locale.English))
        .ShouldContain("When the model asked for is <strong>large</strong> and at least <strong>80%</strong> of a budget (<strong>a calendar month</strong>) is used: Send it to <strong>small</strong>, the first that can.");

    [Fact]
    public void Document_WithMarkup_IsInert()
    {
        var said = Words("policy: 1\nrules:\n  - name: a\n    when: { workload: '<img src=x onerror=alert(1)>' }\n    deny: '**no** [x](javascript:alert)'", Texts.Of(Locale.English));

        said.ShouldNotContain("<img");
        said.ShouldNotContain("<a ");
        said.ShouldContain("**no** [x](javascript:alert)");
    }

    private static string Words(string document, Texts texts)
    {
        var problems = new List<ConfigurationProblem>();
        var read = PolicyReader.Read(document, null, problems);
        problems.ShouldBeEmpty();
        return string.Join('\n', new RuleWords(texts).Of(read!).Select(rule => $"{rule.Name}: {rule.Said.Value}"));
    }

    private static IEnumerable<string> Members(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            return schema.EnumerateArray().SelectMany(Members);
        }

        return schema.ValueKind != JsonValueKind.Object ? [] : schema.EnumerateObject().SelectMany(member =>
            member.Name == "properties" ? member.Value.EnumerateObject().SelectMany(one => Members(one.Value).Prepend(one.Name)) : Members(member.Value));
    }
}
