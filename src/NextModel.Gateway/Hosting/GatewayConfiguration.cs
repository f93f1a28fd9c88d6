using NextModel.Configuration;

namespace NextModel.Gateway.Hosting;

/// <summary>From the configuration file and the environment to the snapshot.</summary>
public static class GatewayConfiguration
{
    /// <summary>The configuration; only to be used when no problem was added.</summary>
    public static LiveConfiguration Read(
        Installation installation, Func<string, string?> environment, TimeProvider time, List<ConfigurationProblem> problems) =>
        LiveConfiguration.Read(installation.ConfigurationFile, environment, time, problems);

    /// <summary>The snapshot by the <c>NEXTMODEL_…</c> variables, for commands that need no installation. Prices that were set are not in it: they
    /// are in the database.</summary>
    public static GatewaySnapshot Read(Func<string, string?> environment, string workingDirectory, TimeProvider time, List<ConfigurationProblem> problems) =>
        Read(Installation.Read(environment, workingDirectory, problems), environment, time, problems).Snapshots.Current;
}
