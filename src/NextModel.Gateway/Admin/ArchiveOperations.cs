using System.Globalization;
using NextModel.Audit;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;
using NextModel.Reporting.Archives;

namespace NextModel.Gateway.Admin;

/// <summary>Archiving as an operator asks for it, a file at a time, for the admin API and for the command line when no server runs.</summary>
public sealed class ArchiveOperations(ReceiptArchiver archiver, SnapshotHolder snapshots, AuditTrail audit, TimeProvider time)
{
    // A month is not much, but a mistyped day is: what is younger is in nobody's way.
    private static readonly TimeSpan Youngest = TimeSpan.FromDays(1);

    /// <summary>Moves the oldest receipts into one file, or counts what there is to move.</summary>
    public async ValueTask<Result<ArchiveView>> StepAsync(Administrator by, ArchiveRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!DateTimeOffset.TryParse(request.Before, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var before))
        {
            return Bad("before", $"'{Header.Show(request.Before)}' is neither a day such as 2026-01-01 nor an instant such as 2026-01-01T00:00:00Z.");
        }

        if (before > time.GetUtcNow() - Youngest)
        {
            return Bad("before", $"'{Header.Show(request.Before)}' is less than a day ago.");
        }

        if (request.DryRun)
        {
            var (receipts, bytes) = await archiver.CountAsync(before, cancellationToken);
            return new ArchiveView { Receipts = receipts, Bytes = bytes, HasMore = receipts > 0 };
        }

        if ((request.Directory ?? snapshots.Current.Retention?.Directory) is not { } directory || !Path.IsPathFullyQualified(directory))
        {
            return Bad("directory", "must be an absolute path on the server, here or as 'directory' of 'retention' in nextmodel.yaml.");
        }

        try
        {
            var step = await archiver.StepAsync(before, directory, ReceiptArchiver.PerFile, cancellationToken);
            if (step.Archive is { } archive)
            {
                await audit.RecordAsync(
                    by.Actor, "receipts.archive", archive.Name, "", null, string.Create(CultureInfo.InvariantCulture, $"{{\"receipts\":{archive.Receipts}}}"), cancellationToken);
            }

            return ArchiveView.Of(step);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return new GatewayError(GatewayErrorCode.Conflict, $"{failure.Message} Receipts that were not in a verified archive are where they were.", "directory");
        }
    }

    private static GatewayError Bad(string name, string what) => new(GatewayErrorCode.InvalidRequest, $"'{name}': {what}", name);
}
