using System.Text.Json;
using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Policies.PolicyGateway;

namespace NextModel.Gateway.Tests.Policies;

/// <summary>Every recipe of docs/guides/policy-cookbook.md is taken as it stands, and does what it says.</summary>
public sealed partial class CookbookTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;

    /// <summary>Number of the recipe, label of environment and workload, model, more of the body; what is called first, or the code of the refusal.</summary>
    public static TheoryData<int, string, string, string, string, string> Dishes => new()
    {
        { 1, "", "", "best", "", "openai/large" },
        { 1, "", "", "fast", "", "openai/small" },
        { 2, "", "", "large", "", "openai/large" },
        { 3, "production", "", "large", "", "mistral/large" },
        { 3, "production", "", "small", "", "region_not_allowed" },
        { 3, "staging", "", "small", "", "openai/small" },
        { 4, "", "", "small", "", "openai/small" },
        { 4, "", "", "next", "", "policy_denied" },
        { 5, "", "", "next", "", "model_not_allowed" },
        { 5, "", "", "small", "", "openai/small" },
        { 6, "", "nightly-report", "large", "", "dashscope/small" },
        { 6, "", "site", "large", "", "openai/large" },
        { 8, "", "", "small", "", "openai/small" },
        { 8, "", "", "small", "vision", "openai/large" },
        { 9, "", "", "small", "", "openai/small" },
        { 10, "", "legal", "small", "", "model_not_allowed" },
        { 10, "production", "", "next", "", "policy_denied" },
        { 10, "", "", "next", "", "openai/next" },
    };

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [MemberData(nameof(Dishes))]
    public async Task Recipe_Attached_DoesWhatItSays(int number, string environment, string workload, string model, string more, string expected)
    {
        await using var gateway = await StartAsync();
        await AttachAsync(gateway, Recipes()[number - 1]);

        (await FirstAsync(gateway, environment, workload, model, more)).ShouldBe(expected);
    }

    [Fact]
    public async Task Recipes_All_AreTenAndTheSchemaKnowsTheirMembers()
    {
        await using var gateway = await StartAsync();
        var schema = JsonDocument.Parse(await gateway.Client.GetStringAsync("/schemas/policy/1.json")).RootElement;
        var recipes = Recipes();

        recipes.Count.ShouldBe(10);
        schema.GetProperty("$id").GetString().ShouldBe("/schemas/policy/1.json");
        var known = Names(schema).ToHashSet();
        foreach (var recipe in recipes)
        {
            MemberNames().Matches(recipe).Select(m => m.Groups[1].Value).Where(name => !known.Contains(name) && name is not ("best" or "fast")).ShouldBeEmpty(recipe);
        }
    }

    [Fact]
    public void Schema_AndReference_KnowTheSameMembers()
    {
        var reference = RepositoryTree.Read("docs/reference/policy-schema.md");
        var schema = JsonDocument.Parse(RepositoryTree.Read("src/NextModel.Gateway/Schemas/policy-1.json")).RootElement;

        Names(schema).Where(name => !Regex.IsMatch(reference, $@"`{Regex.Escape(name)}`|{Regex.Escape(name)}:")).ShouldBeEmpty();
    }

    private static async Task<string> FirstAsync(TestGateway gateway, string environment, string workload, string model, string more)
    {
        var made = await gateway.Installation.Operations.CreateKeyAsync(
            new NextModel.Gateway.Admin.CreateKeyRequest { Organization = "default", Project = "default", Name = "asks", Environment = environment, Workload = workload, Create = true },
            CancellationToken.None);
        made.TryGet(out var key, out _).ShouldBeTrue();
        var content = more == "vision" ? "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}}]" : "\"hello\"";
        using var admin = AdminClient.Of(gateway);
        using var response = await admin.PostAsync(
            "/api/admin/v1/policies/explain",
            AdminClient.Json($$$"""{"key":"{{{key!.Id}}}","request":{"model":"{{{model}}}","messages":[{"role":"user","content":{{{content}}} }]} }"""));
        var told = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        if (!told.GetProperty("allowed").GetBoolean())
        {
            return told.GetProperty("code").GetString()!;
        }

        var first = told.GetProperty("targets")[0];
        return $"{first.GetProperty("source").GetString()}/{first.GetProperty("model").GetString()}";
    }

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync(new TestGatewayOptions
    {
        MoreConfiguration = string.Join('\n', new[] { "openai", "mistral", "dashscope" }.Select(id =>
                $"  - {{ id: {id}, base_url: \"{_upstream.BaseUrl}\", api_key: none }}").Prepend("sources:"))
            + "\n" + Blocks()[0],
    });

    private static List<string> Recipes() => [.. Blocks().Skip(1)];

    private static List<string> Blocks() =>
        [.. YamlBlocks().Matches(RepositoryTree.Read("docs/guides/policy-cookbook.md")).Select(m => m.Groups[1].Value)];

    private static IEnumerable<string> Names(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().SelectMany(member => member.Name == "properties"
            ? member.Value.EnumerateObject().SelectMany(p => Names(p.Value).Prepend(p.Name))
            : Names(member.Value)),
        JsonValueKind.Array => schema.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlocks();

    [GeneratedRegex(@"(?:^|[{,-] ?|^ +)([a-z_]+):", RegexOptions.Multiline)]
    private static partial Regex MemberNames();
}
