using BenchmarkDotNet.Attributes;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Policies;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Policies;

/// <summary>What the policies of a key add to <c>GET /v1/models</c>: 1,000 models under 100 rules.</summary>
[MemoryDiagnoser]
public class VisibleModelsBenchmark
{
    private readonly Model[] _models = [.. Enumerable.Range(1, 1000).Select(i => new Model($"model-{i}", [SampleTenant.Offer, SampleTenant.Offer]))];
    private readonly Dictionary<string, Model> _catalog;
    private readonly PolicyChain _chain;

    public VisibleModelsBenchmark()
    {
        _catalog = _models.ToDictionary(m => m.Id, StringComparer.Ordinal);
        var text = "policy: 1\nrules:\n" + string.Concat(Enumerable.Range(1, 100).Select(i =>
            $"  - {{ name: r{i}, when: {{ workload: w{i}, model: ['gpt-{i}*', '*-pro', 'model-{i}*'] }}, models: {{ deny: ['*-{i}'] }} }}\n"));
        var policy = new Policy
        {
            Id = Guid.CreateVersion7(SampleTenant.Day),
            OrganizationId = "org",
            Scope = PolicyScope.Project,
            ScopeId = "project",
            Version = 1,
            Text = text,
            UpdatedAt = SampleTenant.Day,
        };
        _chain = new PolicyChain(null, null, new CompiledPolicy(policy, PolicyReader.Read(text, null, [])!), null);
    }

    [Benchmark]
    [AllocationBudget(1024)]
    public int Models()
    {
        var visible = new VisibleModels(_chain, "staging", _catalog);
        var shown = 0;
        foreach (var model in _models)
        {
            shown += visible.Shows(new NamedModel(model.Id, model, null)) ? 1 : 0;
        }

        return shown;
    }
}
