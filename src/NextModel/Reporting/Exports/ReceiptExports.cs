using System.Globalization;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Secrets;

namespace NextModel.Reporting.Exports;

/// <summary>Begins exports, each pinned to where the ledger stands, and takes them up again by their cursors.</summary>
public sealed class ReceiptExports(
    ILedgerStore ledger, IReportStore reports, CreditBook credits, TenancyDirectory directory, DataKeyRing dataKeys, SigningKeys keys, TimeProvider time)
{
    /// <summary>Most receipts of a part.</summary>
    public const int MostOfAPart = 100_000;

    // What the writer has given a time and not yet made durable when an export begins is at most this old.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    /// <summary>Product and version, as manifests name them.</summary>
    public static string Generator { get; } = string.Create(CultureInfo.InvariantCulture, $"NextModel {typeof(ReceiptExports).Assembly.GetName().Version!.ToString(3)}");

    /// <summary>Pins an export to the newest durable receipt.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="limit">Most receipts of the first part; null for all at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ExportRun> BeginAsync(ExportRequest request, int? limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
        var position = await reports.SettleAsync(cancellationToken);
        return await OpenAsync(new ExportCursor(request, position, now, null, limit), cancellationToken);
    }

    /// <summary>
    /// The part of an export that a cursor stands for; null for a text that is no cursor of this scope. One of another organization or
    /// project is as unknown as one that never was.
    /// </summary>
    /// <param name="cursor">As <see cref="ExportRun.CursorText"/> gave it.</param>
    /// <param name="scope">What whoever asks may read.</param>
    /// <param name="whole">True for the whole export that the part belongs to.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ExportRun?> ResumeAsync(string cursor, ReceiptScope scope, bool whole, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return dataKeys.Find(scope.OrganizationId) is { } key
            && ExportCursor.TryOpen(cursor, scope.OrganizationId, key) is { } opened && opened.Request.Scope == scope
                ? await OpenAsync(whole ? opened with { After = null, Limit = null } : opened, cancellationToken)
                : null;
    }

    /// <summary>What a cursor is sealed to.</summary>
    internal string Seal(ExportCursor cursor) => cursor.Seal(dataKeys.Find(cursor.Request.Scope.OrganizationId)
        ?? throw new InvalidOperationException($"Organization {cursor.Request.Scope.OrganizationId} has no data key."));

    /// <summary>The manifest of an export that was written from its beginning.</summary>
    /// <param name="run">The export.</param>
    /// <param name="fileName">Of its file.</param>
    /// <param name="previous">Name of the export before it; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<byte[]> SignAsync(ExportRun run, string fileName, string? previous, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var cursor = run.Cursor;
        var heads = await ledger.ReadHeadsAsync(cancellationToken);
        return ExportManifest.Write(
            new ExportFacts(cursor, fileName, run.Bytes, run.Rows, run.Digest, run.Tally)
            {
                Generator = Generator,
                Heads = [.. heads.Where(head => head.OrganizationId == cursor.Request.Scope.OrganizationId && head.Position <= cursor.Position)],
                Checkpoint = await ledger.ReadLastCheckpointAsync(cancellationToken),
                IsComplete = cursor.BegunAt >= cursor.Request.To + Settling && run.Tally.Archived == 0,
                Previous = previous,
            },
            keys.Current);
    }

    private async ValueTask<ExportRun> OpenAsync(ExportCursor cursor, CancellationToken cancellationToken)
    {
        var request = cursor.Request;
        var selection = new ReceiptSelection(request.Scope, request.Filter, request.From, request.To, cursor.Position)
        {
            IncludeSandbox = request.IncludeSandbox && !request.Format.IsFocus(),
            After = cursor.After,
        };
        var organization = directory.FindOrganization(request.Scope.OrganizationId)
            ?? new Organization(request.Scope.OrganizationId, request.Scope.OrganizationId, "");
        var run = new ExportRun(this, cursor, ledger, credits, directory, organization);
        await run.SelectAsync(reports.SelectAsync(selection, cancellationToken), cancellationToken);
        return run;
    }
}
