using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using NextModel.Audit;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Telemetry;

namespace NextModel.Gateway.Hosting;

/// <summary>SIGHUP reads the configuration file again, as it does for other servers. What is wrong is logged, and what was read before stays in force.</summary>
public sealed partial class ReloadSignal : IDisposable
{
    private static readonly Administrator Signal = Administrator.Operator(new AuditActor("command_line") { Via = "signal" });

    private readonly PosixSignalRegistration _registration;
    private readonly PriceOperations _operations;
    private readonly ILogger<ReloadSignal> _logger;

    private ReloadSignal(PriceOperations operations, ILogger<ReloadSignal> logger)
    {
        _operations = operations;
        _logger = logger;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            // The usual answer is to end.
            signal.Cancel = true;
            _ = ReloadAsync();
        });
    }

    /// <summary>Listens until it is disposed.</summary>
    public static ReloadSignal Listen(OpenInstallation installation)
    {
        ArgumentNullException.ThrowIfNull(installation);
        return new ReloadSignal(installation.Catalog.Prices, installation.Loggers.CreateLogger<ReloadSignal>());
    }

    public void Dispose() => _registration.Dispose();

    private async Task ReloadAsync()
    {
        try
        {
            if ((await _operations.ReloadAsync(Signal, CancellationToken.None)).TryGet(out var state, out var refusal))
            {
                LogReloaded(state.File ?? "the defaults");
            }
            else
            {
                LogRefused(refusal.Message);
            }
        }
        catch (System.Data.Common.DbException error)
        {
            LogRefused($"It is in force, but its entry in the audit trail could not be written: {error.Message}");
        }
    }

    [LoggerMessage(EventIds.ConfigurationReloaded, LogLevel.Information, "The configuration was read again from {File} and is in force")]
    private partial void LogReloaded(string file);

    [LoggerMessage(EventIds.ConfigurationRefused, LogLevel.Error, "{Problems}")]
    private partial void LogRefused(string problems);
}
