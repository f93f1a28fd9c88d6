using NextModel.Configuration;

namespace NextModel.Gateway.Hosting;

/// <summary>From the configuration file and the environment to the snapshot.</summary>
public static class GatewayConfiguration
{
    /// <summary>The snapshot; only to be used when no problem was added.</summary>
    public static GatewaySnapshot Read(
        Installation installation, Func<string, string?> environment, TimeProvider time, List<ConfigurationProblem> problems)
    {
        var yaml = installation.ConfigurationFile is { } file ? File.ReadAllText(file) : "";
        var options = OptionsReader.Read(yaml, environment, problems);
        return new SnapshotBuilder(environment, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), problems).Build(options);
    }

    /// <summary>The same from the <c>NEXTMODEL_…</c> variables, for commands that need no installation.</summary>
    public static GatewaySnapshot Read(Func<string, string?> environment, string workingDirectory, TimeProvider time, List<ConfigurationProblem> problems) =>
        Read(Installation.Read(environment, workingDirectory, problems), environment, time, problems);
}
