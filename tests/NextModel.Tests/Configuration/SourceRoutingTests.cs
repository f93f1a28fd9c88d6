using NextModel.Catalog;
using NextModel.Configuration;

namespace NextModel.Tests.Configuration;

/// <summary>What a source says about retries, its breaker and its timers.</summary>
public sealed class SourceRoutingTests
{
    [Fact]
    public void Build_NothingSaid_HasTheDefaults()
    {
        var source = Build("");

        (source.MaxAttempts, source.RetryShare, source.CircuitBreaker).ShouldBe((2, 0.1, true));
        source.Timeouts.ShouldBe(SourceTimeouts.Default);
    }

    [Fact]
    public void Build_AllSaid_StandsOnTheSource()
    {
        var source = Build("""
                max_attempts: 4
                retry_budget: 0.25
                circuit_breaker: false
                timeouts: { connect: 2s, first_byte: 90s, idle: 500ms, total: 5m }
            """);

        (source.MaxAttempts, source.RetryShare, source.CircuitBreaker).ShouldBe((4, 0.25, false));
        source.Timeouts.ShouldBe(new SourceTimeouts(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(90), TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5)));
    }

    [Theory]
    [InlineData("    retry_budget: 1.5", "retry_budget", "'1.5'")]
    [InlineData("    retry_budget: -0.1", "retry_budget", "'-0.1'")]
    [InlineData("    retry_budget: some", "retry_budget", "'some'")]
    [InlineData("    circuit_breaker: perhaps", "circuit_breaker", "'perhaps' is neither true nor false.")]
    [InlineData("    max_attempts: 0", "max_attempts", "'0'")]
    [InlineData("    timeouts: { connect: 10 }", "timeouts.connect", "'10' is not a duration.")]
    [InlineData("    timeouts: { total: 0s }", "timeouts.total", "'0s' is not a duration.")]
    public void Read_WrongValue_IsRefusedWithItsPlace(string lines, string where, string message)
    {
        var problems = new List<ConfigurationProblem>();

        Read(lines, problems);

        var problem = problems.ShouldHaveSingleItem();
        problem.Where.ShouldStartWith("sources[0]." + where);
        problem.Message.ShouldContain(message);
    }

    private static Source Build(string lines)
    {
        var problems = new List<ConfigurationProblem>();
        var snapshot = new SnapshotBuilder(_ => null, new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), problems).Build(Read(lines, problems));
        problems.ShouldBeEmpty();
        return snapshot.Sources["s"];
    }

    private static GatewayOptions Read(string lines, List<ConfigurationProblem> problems) =>
        OptionsReader.Read($"sources:\n  - id: s\n    base_url: http://127.0.0.1:9/v1\n    api_key: none\n{lines}\n", _ => null, problems);
}
