using Microsoft.Extensions.Logging;
using NextModel.Telemetry;

namespace NextModel.Reporting.Archives;

/// <summary>Archives what has become old enough; what fails is logged and tried again.</summary>
public sealed partial class Retention(RetentionRules rules, ReceiptArchiver archiver, TimeProvider time, ILogger<Retention> logger)
{
    /// <summary>How often to call <see cref="RunAsync"/>.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <summary>Archives until nothing is left that is old enough.</summary>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var before = time.GetUtcNow().AddMonths(-rules.Months);
            while (await archiver.StepAsync(before, rules.Directory, ReceiptArchiver.PerFile, cancellationToken) is { IsLast: false, Archive: { } archive })
            {
                LogArchived(archive.Receipts, archive.Path);
            }
        }
#pragma warning disable CA1031 // Disks and databases fail in ways of their own; whatever it was is logged and tried again.
        catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogNotArchived(failure);
        }
    }

    [LoggerMessage(EventIds.ReceiptsArchived, LogLevel.Information, "{Count} receipts were archived in {Path} and dropped from the ledger")]
    private partial void LogArchived(long count, string path);

    [LoggerMessage(EventIds.ReceiptsNotArchived, LogLevel.Error, "Old receipts could not be archived; nothing was lost, and it is tried again in an hour")]
    private partial void LogNotArchived(Exception failure);
}
