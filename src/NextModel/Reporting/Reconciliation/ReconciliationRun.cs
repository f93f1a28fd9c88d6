using NextModel.Ledger;
using NextModel.Reporting.Archives;
using NextModel.Reporting.ProviderFiles;

namespace NextModel.Reporting.Reconciliation;

/// <summary>A run from files and a ledger to a report. Disposed of, the report's lines are gone.</summary>
/// <param name="parameters">What is compared; bounds that are not given follow from the files.</param>
/// <param name="settings">How files are read.</param>
/// <param name="space">For what does not fit in memory.</param>
public sealed class ReconciliationRun(ReconciliationParameters parameters, ImportSettings settings, SpillSpace space) : IDisposable
{
    private readonly Reconciler _reconciler = new(parameters, space);
    private ProviderFileSet? _files;

    private ProviderFileSet Files => _files ??= new ProviderFileSet(
        new ProviderFileReader(parameters.Provider, settings), _reconciler, parameters.From, parameters.To);

    public IReadOnlyList<ReconciliationImport> Imports => Files.Imports;

    /// <summary>Reads the next file.</summary>
    public void Add(string name, Stream file, string digest, CancellationToken cancellationToken) => Files.Add(name, file, digest, cancellationToken);

    /// <summary>After the last file: why nothing can be compared, a sentence for each reason; empty when it can.</summary>
    public IReadOnlyList<string> EndFiles()
    {
        if (Files.Problems.Count > 0)
        {
            return [.. Files.Problems.Select(problem => $"{problem.File}: {problem.Problem}")];
        }

        return _reconciler.FirstRow is null ? ["No file has a row of the time that was asked for."]
            : _reconciler.EndRows() is { } reason ? [reason]
            : [];
    }

    /// <summary>Compares with the receipts of an organization. After <see cref="EndFiles"/> found nothing.</summary>
    /// <exception cref="InvalidDataException">A stored receipt is damaged, or an archive of that time is not where it was written.</exception>
    public async ValueTask<ReconciliationReport> CompareAsync(
        ILedgerReader ledger, ArchiveReader archives, string organizationId, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var window = _reconciler.Window();
        var read = await new LedgerAttempts(ledger, archives, organizationId).ReadAsync(
            parameters with { From = window.From, To = window.To }, _reconciler, progress, cancellationToken);
        return _reconciler.Finish(Imports, read, cancellationToken);
    }

    public void Dispose() => _reconciler.Dispose();
}
