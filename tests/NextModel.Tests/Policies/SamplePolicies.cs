using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Routing;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Policies;

/// <summary>A small catalog of telling names, policies from their text, and questions about them.</summary>
internal static class SamplePolicies
{
    public static Source Europe { get; } = Source("frankfurt", "eu");

    public static Source World { get; } = Source("openai", "global");

    public static Source China { get; } = Source("volcengine", "cn");

    public static IReadOnlyDictionary<string, Model> Models { get; } = new[]
    {
        Model("large", (World, 3m, 15m), (Europe, 4m, 20m)),
        Model("small", (World, 0.15m, 0.60m), (China, 0.10m, 0.40m)),
        Model("middle", (Europe, 1m, 4m)),
    }.ToDictionary(m => m.Id, StringComparer.Ordinal);

    public static PolicyNames Names { get; } = new(
        Models, new HashSet<string> { "frankfurt", "openai", "volcengine" }, new HashSet<string> { "eu", "global", "cn" }, new HashSet<string> { "USD" },
        new HashSet<string>());

    public static BudgetKeeper NoBudgets { get; } = new(new ManualTime(SampleTenant.Day));

    public static PolicyDocument Read(string yaml)
    {
        var problems = new List<ConfigurationProblem>();
        return PolicyReader.Read(yaml, null, problems) ?? throw new InvalidOperationException(string.Join('\n', problems));
    }

    public static CompiledPolicy Compile(string yaml, PolicyScope scope = PolicyScope.Project) => new(
        new Policy
        {
            Id = new Guid((int)scope, 0, 0, new byte[8]),
            OrganizationId = SampleTenant.Caller().Organization.Id,
            Scope = scope,
            ScopeId = scope.Wire(),
            Version = 1,
            Text = yaml,
            UpdatedAt = SampleTenant.Day,
        },
        Read(yaml));

    /// <summary>A chain of an organization's policy and a project's; null for none.</summary>
    public static PolicyChain Chain(string? organization, string? project) => new(
        organization is null ? null : Compile(organization, PolicyScope.Organization), null, project is null ? null : Compile(project), null);

    public static InferenceRequest Chat(string model, string more = "", string? workload = null)
    {
        var tape = JsonTape.Rent();
        var text = System.Text.Encoding.UTF8.GetBytes($"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"hello\"}}]{more}}}");
        tape.TryParse(text, JsonLimits.Request, out _).ShouldBeTrue();
        var bound = tape.Root["max_tokens"u8].TryGetInt64(out var tokens) ? tokens : (long?)null;
        return new InferenceRequest
        {
            Operation = Operation.ChatCompletions,
            Body = text,
            Tape = tape,
            Model = model,
            Workload = workload,
            MaxOutputTokens = bound,
        };
    }

    public static PolicyQuestion Ask(string model, string more = "", string? workload = null, Caller? caller = null, BudgetKeeper? budgets = null) =>
        new(caller ?? SampleTenant.Caller(), Chat(model, more, workload), Models, budgets ?? NoBudgets);

    /// <summary>What may be called, in order, as <c>source/model</c>; or the code of the refusal.</summary>
    public static string Route(PolicyChain chain, PolicyQuestion question)
    {
        var decision = PolicyEvaluator.Decide(chain, question)!;
        if (decision.Refusal is { } refused)
        {
            return NextModel.Errors.GatewayErrorCatalog.Describe(refused.Code).Wire;
        }

        var facts = new RouteFacts(decision, question, "USD", new Dictionary<(string, string), NextModel.Billing.FxRate>()) { At = SampleTenant.Day };
        return new Router().Route(facts).TryGet(out var plan, out var refusal)
            ? string.Join(' ', plan.Targets.Select(t => $"{t.Source.Id}/{plan.ModelOf(t).Id}"))
            : NextModel.Errors.GatewayErrorCatalog.Describe(refusal.Code).Wire;
    }

    private static Source Source(string id, string region) =>
        new() { Id = id, Dialect = Dialect.OpenAIChat, BaseUrl = new Uri("http://127.0.0.1:1/v1"), Region = region };

    private static Model Model(string id, params (Source Source, decimal Input, decimal Output)[] offers) =>
        new(id, [.. offers.Select(o => new Offer(o.Source, id, new Price($"{id}@1", "USD", o.Input, o.Input / 2, o.Output)))]);
}
