namespace NextModel.Gateway.Tests.Fixtures;

/// <summary>What a caller, and a receipt, make of everything a source of OpenAI's dialect was seen to do.</summary>
public sealed class FixtureOutcomeTests(FixtureRuns runs) : IClassFixture<FixtureRuns>
{
    public static TheoryData<string> Names => [.. FixtureRuns.Fixtures.Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fixture_AskedForAsJson_HasItsDocumentedOutcome(string name)
    {
        FixtureOutcomes.All.Keys.ShouldContain(name, $"Add what '{name}' leads to.");
        runs.Line(name, stream: false).ShouldBe(FixtureOutcomes.All[name].Json);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fixture_AskedForAsStream_HasItsDocumentedOutcome(string name)
    {
        FixtureOutcomes.All.Keys.ShouldContain(name, $"Add what '{name}' leads to.");
        var (json, stream) = FixtureOutcomes.All[name];
        runs.Line(name, stream: true).ShouldBe(stream == FixtureOutcomes.Same ? json : stream);
    }

    [Fact]
    public void Outcomes_NameOnlyFixturesThatExist() =>
        FixtureOutcomes.All.Keys.Except(FixtureRuns.Fixtures.Select(f => f.Name)).ShouldBeEmpty();
}
