namespace NextModel.Gateway.Tests.Dialects;

/// <summary>What a caller, and a receipt, make of everything a source of another dialect was seen to do.</summary>
public sealed class DialectOutcomeTests(DialectRuns runs) : IClassFixture<DialectRuns>
{
    public static TheoryData<string> Names => [.. DialectRuns.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fixture_AskedForAsJson_HasItsDocumentedOutcome(string name)
    {
        DialectOutcomes.All.Keys.ShouldContain(name, $"Add what '{name}' leads to.");
        runs.Line(name, stream: false).ShouldBe(DialectOutcomes.All[name].Json);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fixture_AskedForAsStream_HasItsDocumentedOutcome(string name)
    {
        DialectOutcomes.All.Keys.ShouldContain(name, $"Add what '{name}' leads to.");
        var (json, stream) = DialectOutcomes.All[name];
        runs.Line(name, stream: true).ShouldBe(stream == DialectOutcomes.Same ? json : stream);
    }

    [Fact]
    public void Outcomes_NameOnlyFixturesThatExist() => DialectOutcomes.All.Keys.Except(DialectRuns.Names).ShouldBeEmpty();
}
