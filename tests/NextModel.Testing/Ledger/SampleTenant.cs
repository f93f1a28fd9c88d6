using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Testing.Ledger;

/// <summary>Tenants, sources and models with telling names and fixed ids.</summary>
public static class SampleTenant
{
    public static DateTimeOffset Day { get; } = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);

    public static Price Price { get; } = new("my-model@2026-11-01", "USD", 0.15m, 0.075m, 0.60m);

    public static Source Source { get; } = new()
    {
        Id = "my-vllm",
        Dialect = Dialect.OpenAIChat,
        BaseUrl = new Uri("http://127.0.0.1:9001/v1"),
        Region = "local",
    };

    public static Offer Offer { get; } = new(Source, "Qwen/Qwen3-8B", Price);

    /// <summary>A caller of the given organization, project and key; equal numbers are equal ids.</summary>
    public static Caller Caller(int organization = 1, int project = 1, int key = 1)
    {
        var organizationId = $"org_{organization:x32}";
        var teamId = $"team_{organization:x32}";
        var projectId = $"proj_{project:x32}";
        return new Caller(
            new Organization(organizationId, $"organization {organization}", "USD"),
            new Team(teamId, organizationId, "default"),
            new Project(projectId, organizationId, teamId, $"project {project}"),
            new ApiKey($"key_{key:x32}", projectId, $"ci {key}", "nm_sk_Ab3", new byte[32])
            {
                Environment = "staging",
                CreatedAt = Day,
            });
    }

    /// <summary>The id of what a budget of that scope counts, for this caller.</summary>
    public static string ScopeId(Caller caller, BudgetScope scope) => scope switch
    {
        BudgetScope.Organization => caller.Organization.Id,
        BudgetScope.Team => caller.Team.Id,
        BudgetScope.Project => caller.Project.Id,
        _ => caller.Key.Id,
    };
}
