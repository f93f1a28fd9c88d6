using Microsoft.Extensions.Logging;
using NextModel.Configuration;
using NextModel.Secrets;
using NextModel.Storage.Sqlite;

namespace NextModel.Gateway.Hosting;

/// <summary>What an installation stands on before its stores are open: its data directory, which this process alone has, its logs and its secrets.</summary>
public sealed class InstallationGround : IDisposable
{
    private readonly DataDirectoryLock _lock;

    /// <exception cref="IOException">Another process has the data directory open.</exception>
    internal InstallationGround(Installation installation, InstallationSecrets secrets, LiveConfiguration configuration, TimeProvider time)
    {
        Installation = installation;
        Secrets = secrets;
        Configuration = configuration;
        Time = time;
        Loggers = GatewayLogging.Create(installation);
        try
        {
            _lock = DataDirectoryLock.Acquire(installation.DataDirectory);
        }
        catch
        {
            Loggers.Dispose();
            throw;
        }

        Telemetry = new InstallationTelemetry(installation, time, Loggers);
    }

    public Installation Installation { get; }

    public InstallationSecrets Secrets { get; }

    public LiveConfiguration Configuration { get; }

    public TimeProvider Time { get; }

    public ILoggerFactory Loggers { get; }

    public InstallationTelemetry Telemetry { get; }

    /// <summary>The open data keys of organizations.</summary>
    public DataKeyRing DataKeys { get; } = new();

    /// <summary>What the operator should know about this start, in sentences.</summary>
    public List<string> Findings { get; } = [];

    /// <summary>A file of the data directory, by name.</summary>
    internal string DataFile(string name) => Path.Combine(Installation.DataDirectory, name);

    public void Dispose()
    {
        Telemetry.Dispose();
        _lock.Dispose();
        Loggers.Dispose();
    }
}
