using BenchmarkDotNet.Attributes;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Policies;

/// <summary>What policies add to a request: 100 rules, the last of which matches, are to take 20 µs at most.</summary>
[MemoryDiagnoser]
public class PolicyBenchmark
{
    private readonly Caller _caller = SampleTenant.Caller();
    private readonly BudgetKeeper _budgets = new(TimeProvider.System);
    private readonly PolicyDirectory _none = new();
    private readonly Dictionary<string, Model> _models = new(StringComparer.Ordinal) { ["large"] = new Model("large", [SampleTenant.Offer]) };
    private readonly PolicyChain _one;
    private readonly PolicyChain _hundred;
    private readonly PolicyChain _fourLevels;
    private readonly InferenceRequest _request;

    public PolicyBenchmark()
    {
        _one = new PolicyChain(null, null, Compile(1, PolicyScope.Project), null);
        _hundred = new PolicyChain(null, null, Compile(100, PolicyScope.Project), null);
        _fourLevels = new PolicyChain(
            Compile(25, PolicyScope.Organization), Compile(25, PolicyScope.Team), Compile(25, PolicyScope.Project), Compile(25, PolicyScope.Key));
        var tape = JsonTape.Rent();
        var body = "{\"model\":\"large\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"u8.ToArray();
        if (!tape.TryParse(body, JsonLimits.Request, out _))
        {
            throw new InvalidOperationException("The body is not JSON.");
        }

        _request = new InferenceRequest { Operation = Operation.ChatCompletions, Body = body, Tape = tape, Model = "large", Workload = "last" };
    }

    [Benchmark(Baseline = true)]
    [AllocationBudget(0)]
    public bool NoPolicy() => _none.ChainOf(_caller).IsEmpty;

    [Benchmark]
    [AllocationBudget(768)]
    public PolicyDecision? OneRule() => Decide(_one);

    [Benchmark]
    [AllocationBudget(768)]
    public PolicyDecision? HundredRules() => Decide(_hundred);

    [Benchmark]
    [AllocationBudget(768)]
    public PolicyDecision? TwentyFiveRulesAtFourLevels() => Decide(_fourLevels);

    private PolicyDecision? Decide(in PolicyChain chain) => PolicyEvaluator.Decide(chain, new PolicyQuestion(_caller, _request, _models, _budgets));

    private static CompiledPolicy Compile(int rules, PolicyScope scope)
    {
        var text = "policy: 1\nrules:\n" + string.Concat(Enumerable.Range(1, rules).Select(i =>
            $"  - {{ name: r{i}, when: {{ workload: [w{i}, 'x{i}-*', {(i == rules ? "last" : "other")}], model: ['gpt-*', '*-pro', large], input_tokens: {{ at_most: 100000 }} }}, max_output_tokens: 100 }}\n"));
        return new CompiledPolicy(
            new Policy
            {
                Id = Guid.CreateVersion7(SampleTenant.Day),
                OrganizationId = "org",
                Scope = scope,
                ScopeId = scope.Wire(),
                Version = 1,
                Text = text,
                UpdatedAt = SampleTenant.Day,
            },
            PolicyReader.Read(text, null, [])!);
    }
}
