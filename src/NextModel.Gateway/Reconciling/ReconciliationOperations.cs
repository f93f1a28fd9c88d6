using System.Security.Cryptography;
using System.Text.Json;
using NextModel.Audit;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Reporting.Archives;
using NextModel.Reporting.ProviderFiles;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Gateway.Reconciling;

/// <summary>
/// Runs that are kept: the provider's file is taken in, compared and stored whole, or nothing is. One runs at a time, because it reads and
/// sorts as much as there is.
/// </summary>
public sealed class ReconciliationOperations(
    IReconciliationStore store, ILedgerReader ledger, ArchiveReader archives, AdminObjects objects, SnapshotHolder snapshots, SigningKeys keys, string directory,
    TimeProvider time)
    : IDisposable
{
    /// <summary>Largest file, in bytes: 2 GiB.</summary>
    public const long MaxBytes = 2L << 30;

    private const int MaxFiles = 100;

    private static readonly ReconciliationJsonContext Json = ReconciliationJsonContext.Default;

    private readonly ReconciliationShelf _shelf = new(directory);
    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Takes a file and compares it.</summary>
    /// <param name="by">Who.</param>
    /// <param name="organization">Id or name; their own unless given.</param>
    /// <param name="terms">What is compared.</param>
    /// <param name="name">The file's name, for people.</param>
    /// <param name="body">Its bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The run, and whether it is new: the same files, terms and receipts give the run that there is.</returns>
    public async ValueTask<Result<ReconciliationMade>> CreateAsync(
        Administrator by, string? organization, ReconciliationTerms terms, string name, Stream body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(body);
        var earlier = new List<StoredFile>();
        if (!objects.FindOrganization(by, organization).TryGet(out var owner, out var refusal)
            || !terms.ToParameters(snapshots.Current, time.GetUtcNow()).TryGet(out var parameters, out refusal)
            || !terms.ToSettings().TryGet(out var settings, out refusal))
        {
            return refusal;
        }

        if (terms.Previous is not null)
        {
            if (!(await FindAsync(by, terms.Previous, cancellationToken)).TryGet(out var previous, out refusal))
            {
                return refusal;
            }

            if (previous.OrganizationId != owner.Id || previous.Provider != terms.Provider || previous.Files.Count >= MaxFiles)
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest,
                    $"'previous' is a run of '{previous.Provider}' with {previous.Files.Count} files; it must be of the same organization and provider, with fewer than {MaxFiles} files.",
                    "previous");
            }

            earlier.AddRange(previous.Files);
        }

        if (!await _one.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return new GatewayError(GatewayErrorCode.Overloaded, "Another reconciliation is running. Try again when it has ended.");
        }

        try
        {
            _shelf.Begin();
            return await _shelf.ReceiveAsync(body, MaxBytes, cancellationToken) is { } received
                ? await CompareAsync(by, owner, parameters, settings, earlier, name, received, cancellationToken)
                : new GatewayError(GatewayErrorCode.RequestTooLarge, $"The file is longer than {MaxBytes >> 30} GiB. Send it packed (.gz, .zip), or in pieces that go on from each other (previous).");
        }
        catch (IOException error)
        {
            return new GatewayError(GatewayErrorCode.Overloaded, $"The file could not be kept, so nothing was compared: {error.Message}");
        }
        catch (InvalidDataException damaged)
        {
            return new GatewayError(GatewayErrorCode.Overloaded, $"Receipts of that time cannot be read, so nothing was compared: {damaged.Message}");
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask<Result<ReconciliationView>> GetAsync(Administrator by, string id, CancellationToken cancellationToken) =>
        (await FindAsync(by, id, cancellationToken)).TryGet(out var run, out var refusal) ? View(run) : refusal;

    /// <summary>Runs, newest first.</summary>
    public async ValueTask<Result<Page<ReconciliationView>>> ListAsync(
        Administrator by, string? organization, string? after, int limit, CancellationToken cancellationToken)
    {
        if (!objects.FindOrganization(by, organization).TryGet(out var owner, out var refusal))
        {
            return refusal;
        }

        Guid? before = null;
        if (after is not null)
        {
            if (!StoredReconciliation.TryParseId(after, out var last))
            {
                return AdminPaging.Bad("after", "is not the next of an earlier page.");
            }

            before = last;
        }

        var found = await store.ListAsync(owner.Id, before, limit + 1, cancellationToken);
        var more = found.Count > limit;
        return new Page<ReconciliationView>([.. found.Take(limit).Select(View)], more, more ? found[limit - 1].WireId : null);
    }

    /// <summary>One form of the report, to be read and closed.</summary>
    public async ValueTask<Result<Stream>> OpenReportAsync(Administrator by, string id, string form, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(by, id, cancellationToken)).TryGet(out var run, out var refusal))
        {
            return refusal;
        }

        return _shelf.OpenReport(run.OrganizationId, run.Id, form) is { } report
            ? report
            : new GatewayError(GatewayErrorCode.NotFound, $"The report of {run.WireId} is no longer in the data directory. Reconcile again.", "id");
    }

    /// <summary>Removes a run, its report, and its files that no other run has.</summary>
    public async ValueTask<Result<ReconciliationView>> DeleteAsync(Administrator by, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!(await FindAsync(by, id, cancellationToken)).TryGet(out var run, out var refusal))
        {
            return refusal;
        }

        var owner = run.OrganizationId;
        var audit = new AuditDraft(by.Actor, "reconciliation.delete", run.WireId, owner, time.GetUtcNow()) { Before = run.Document };
        _shelf.Delete(owner, run.Id, await store.DeleteAsync(owner, run.Id, audit, cancellationToken));
        return View(run);
    }

    public void Dispose() => _one.Dispose();

    private async ValueTask<Result<StoredReconciliation>> FindAsync(Administrator by, string id, CancellationToken cancellationToken) =>
        StoredReconciliation.TryParseId(id, out var known) && await store.FindAsync(known, cancellationToken) is { } run && by.Sees(run.OrganizationId, null)
            ? run
            : AdminObjects.Missing("reconciliation", id);

    private async ValueTask<Result<ReconciliationMade>> CompareAsync(
        Administrator by, Organization owner, ReconciliationParameters parameters, ImportSettings settings, List<StoredFile> earlier, string name,
        (string Path, string Sha256) received, CancellationToken cancellationToken)
    {
        using var space = new SpillSpace(_shelf.Temporary, time);
        using var run = new ReconciliationRun(parameters, settings, space);
        foreach (var file in earlier)
        {
            await using var content = _shelf.OpenFile(owner.Id, file.Sha256);
            run.Add(file.Name, content, file.Sha256, cancellationToken);
        }

        await using (var content = File.OpenRead(received.Path))
        {
            run.Add(name, content, received.Sha256, cancellationToken);
        }

        if (run.EndFiles() is { Count: > 0 } problems)
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"Nothing was compared, because the file cannot be taken. {string.Join(" ", problems.Select(Header.Show))}");
        }

        var report = await run.CompareAsync(ledger, archives, owner.Id, null, cancellationToken);
        string digest;
        await using (var draft = File.OpenRead(_shelf.Draft(report)))
        {
            digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(draft, cancellationToken));
        }

        if (await store.FindByReportAsync(owner.Id, digest, cancellationToken) is { } same)
        {
            return new ReconciliationMade(View(same), IsNew: false);
        }

        return new ReconciliationMade(await KeepAsync(by, owner, report, digest, received, cancellationToken), IsNew: true);
    }

    // The files are in place before the row that names them: a crash in between leaves files that nobody names, and that the next upload replaces.
    private async ValueTask<ReconciliationView> KeepAsync(
        Administrator by, Organization owner, ReconciliationReport report, string digest, (string Path, string Sha256) received, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var provider = report.Parameters.Provider;
        var files = new List<ReconciliationFileView>();
        foreach (var import in report.Imports)
        {
            var known = import.Status == ReconciliationImport.AlreadyImported || await store.HasFileAsync(owner.Id, provider, import.Sha256, cancellationToken);
            files.Add(new ReconciliationFileView(
                import.Name, import.Sha256, known ? ReconciliationImport.AlreadyImported : ReconciliationImport.Imported, import.Format, import.Rows));
        }

        var view = new ReconciliationView
        {
            Id = StoredReconciliation.WireIdOf(id),
            Organization = owner.Id,
            Provider = provider,
            Status = ReportJson.Word(report.Status),
            CreatedAt = now,
            From = report.Parameters.From,
            To = report.Parameters.To,
            Previous = report.Parameters.Previous,
            Files = files,
            Currency = report.MainCurrency,
            Matched = Numbers(report, Verdict.Matched),
            Explained = Numbers(report, Verdict.Explained),
            Unexplained = Numbers(report, Verdict.Unexplained),
            ReportSha256 = digest,
            Signature = ReconciliationSignature.Sign(keys.Current, Convert.FromHexString(digest)),
        };
        _shelf.Keep(owner.Id, received.Path, received.Sha256);
        _shelf.Keep(owner.Id, id);
        var document = JsonSerializer.Serialize(view, Json.ReconciliationView);
        var stored = new StoredReconciliation(
            id, owner.Id, provider, view.Status, now, digest, document, [.. report.Imports.Select(import => new StoredFile(import.Name, import.Sha256))]);
        await store.AddAsync(
            stored, new AuditDraft(by.Actor, "reconciliation.create", stored.WireId, owner.Id, now) { After = document }, cancellationToken);
        return view;
    }

    private static ReconciliationNumbers Numbers(ReconciliationReport report, Verdict verdict)
    {
        var sums = report.MainCurrency is { } currency ? report.Money(verdict, currency) : default;
        return new ReconciliationNumbers(
            report.LinesOf(verdict), PlainDecimal.Text(sums.Ours), PlainDecimal.Text(sums.Provider), PlainDecimal.Text(sums.Delta));
    }

    private static ReconciliationView View(StoredReconciliation run) => JsonSerializer.Deserialize(run.Document, Json.ReconciliationView)!;
}
