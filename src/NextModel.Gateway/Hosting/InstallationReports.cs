using Microsoft.Extensions.Logging;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Reporting;
using NextModel.Identity;
using NextModel.Reporting.Archives;
using NextModel.Reporting.Exports;
using NextModel.Reporting.Statements;
using NextModel.Storage.Sql;

namespace NextModel.Gateway.Hosting;

/// <summary>What an installation does with many receipts at once: usage, exports, statements and archives.</summary>
public sealed class InstallationReports : IDisposable
{
    private readonly OpenInstallation _installation;
    private readonly ReceiptArchiver _archiver;
    private readonly string _progress;

    internal InstallationReports(OpenInstallation installation, string progress)
    {
        _installation = installation;
        _progress = progress;
        var (ledger, reports, objects, time) = (installation.Stores.Ledger, installation.Reports, installation.Objects, installation.Time);
        Exports = new ReceiptExports(ledger, reports, installation.Credits, installation.Directory, installation.DataKeys, installation.SigningKeys, time);
        _archiver = new ReceiptArchiver(ledger, installation.Stores.Archives, reports, installation.Receipts, installation.SigningKeys, time);
        Usage = new UsageOperations(objects, reports, time);
        Archiving = new ArchiveOperations(_archiver, installation.Snapshots, installation.Audit, time);
        Statements = new StatementOperations(objects, new StatementBuilder(reports, installation.Credits, installation.Directory, time), time);
    }

    public UsageOperations Usage { get; }

    public ReceiptExports Exports { get; }

    public StatementOperations Statements { get; }

    public ArchiveOperations Archiving { get; }

    /// <summary>Begins an export as a command asks for it, by the parameters of <c>/api/admin/v1/exports</c>.</summary>
    public ValueTask<Result<ExportRun>> BeginExportAsync(Administrator by, Dictionary<string, string> parameters, CancellationToken cancellationToken) =>
        ReportParameters.Resolve(by, _installation.Objects, parameters).TryGet(out var scope, out var refusal)
            ? new ExportReply(Exports, _installation.Time).OpenAsync(parameters, scope, whole: true, cancellationToken)
            : ValueTask.FromResult<Result<ExportRun>>(refusal);

    public void Dispose() => _archiver.Dispose();

    /// <summary>From now on exports and archives are made as configured.</summary>
    internal void Start(BackgroundWork background)
    {
        var (configured, loggers, time) = (_installation.Snapshots.Current, _installation.Loggers, _installation.Time);
        if (configured.Exports.Count > 0)
        {
            var scheduled = new ScheduledExports(
                configured.Exports, Exports, _installation.Directory, new ExportProgress(_progress), time, loggers.CreateLogger<ScheduledExports>());
            background.Start("scheduled exports", AloneEvery(SqlTurn.Exports, ScheduledExports.Interval, scheduled.RunAsync));
        }

        if (configured.Retention is { } rules)
        {
            var retention = new Retention(rules, _archiver, time, loggers.CreateLogger<Retention>());
            background.Start("archives", AloneEvery(SqlTurn.Archives, Retention.Interval, retention.RunAsync));
        }
    }

    // One of the replicas makes them, and reads and writes what they lie in.
    private Func<CancellationToken, Task> AloneEvery(SqlTurn turn, TimeSpan interval, Func<CancellationToken, ValueTask> work) => stopping => _installation.Stores.Alone(
        turn, held => BackgroundWork.RepeatAsync(interval, _installation.Time, work, held), stopping);
}
