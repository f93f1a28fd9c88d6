using NextModel.Catalog;
using NextModel.Configuration;

namespace NextModel.Tests.Configuration;

public sealed class ModelFactsTests
{
    [Fact]
    public void Build_NoFacts_AreUnknownAndStable()
    {
        var model = Build("");

        model.Name.ShouldBe("m");
        model.ContextWindow.ShouldBeNull();
        model.Capabilities.ShouldBe(CapabilitySet.Unknown);
        model.Status.ShouldBe(ModelStatus.Stable);
        model.RetiresOn.ShouldBeNull();
        model.WorkloadFit.ShouldBeEmpty();
    }

    [Fact]
    public void Build_AllFacts_StandOnTheModel()
    {
        var model = Build("""
                name: My Model
                context_window: 131072
                max_output_tokens: 8192
                capabilities: { tools: true, vision: false, json_schema: true }
                status: deprecated
                retires_on: 2026-12-10
                workload_fit: { coding: passes our own suite }
            """);

        model.Name.ShouldBe("My Model");
        model.ContextWindow.ShouldBe(131072);
        model.MaxOutputTokens.ShouldBe(8192);
        model.Capabilities.ShouldBe(new CapabilitySet(Capability.Tools | Capability.JsonSchema, Capability.Vision));
        model.Status.ShouldBe(ModelStatus.Deprecated);
        model.RetiresOn.ShouldBe(new DateOnly(2026, 12, 10));
        model.WorkloadFit.ShouldBe([new WorkloadFit("coding", "passes our own suite")]);
    }

    [Theory]
    [InlineData("    context_window: 0", "context_window", "'0' is not a number from 1")]
    [InlineData("    status: old", "status", "'old' is not one of stable, preview, deprecated.")]
    [InlineData("    retires_on: 10.12.2026", "retires_on", "Write it as YYYY-MM-DD.")]
    [InlineData("    capabilities: { toools: true }", "capabilities.toools", "is not an option here. Known: ")]
    [InlineData("    capabilities: { tools: maybe }", "capabilities.tools", "'maybe' is neither true nor false.")]
    [InlineData("    workload_fit: { coding: '' }", "workload_fit.coding", "is required and must not be empty.")]
    public void Read_WrongFact_IsRefusedWithItsPlace(string facts, string where, string message)
    {
        var problems = new List<ConfigurationProblem>();

        Read(facts, problems);

        var problem = problems.ShouldHaveSingleItem();
        problem.Where.ShouldStartWith("models[0]." + where);
        problem.Message.ShouldContain(message);
    }

    private static Model Build(string facts)
    {
        var problems = new List<ConfigurationProblem>();
        var snapshot = new SnapshotBuilder(_ => null, new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero), problems).Build(Read(facts, problems));
        problems.ShouldBeEmpty();
        return snapshot.Models["m"];
    }

    private static GatewayOptions Read(string facts, List<ConfigurationProblem> problems) => OptionsReader.Read(
        $$"""
        sources:
          - id: s
            base_url: http://127.0.0.1:9/v1
            api_key: none
        models:
          - id: m
        {{facts}}
            offers: [{ source: s, upstream_model: u }]
        """,
        _ => null,
        problems);
}
