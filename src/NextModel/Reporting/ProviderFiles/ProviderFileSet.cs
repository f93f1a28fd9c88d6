using System.Security.Cryptography;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>The files of a run, in their order, each taken whole or not at all, and only once whatever its name.</summary>
/// <param name="reader">Knows the provider's formats.</param>
/// <param name="reconciler">Takes the rows.</param>
/// <param name="from">Rows that begin before are left out; null for no bound.</param>
/// <param name="to">Rows that end after are left out.</param>
public sealed class ProviderFileSet(ProviderFileReader reader, Reconciler reconciler, DateTimeOffset? from, DateTimeOffset? to)
{
    private readonly List<ReconciliationImport> _imports = [];
    private readonly List<(string File, ImportProblem Problem)> _problems = [];

    public IReadOnlyList<ReconciliationImport> Imports => _imports;

    /// <summary>Why the files cannot be used; one is enough.</summary>
    public IReadOnlyList<(string File, ImportProblem Problem)> Problems => _problems;

    /// <summary>Digest of a file's bytes, lower-case hex. Leaves the file at its begin.</summary>
    public static string Digest(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Position = 0;
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        file.Position = 0;
        return digest;
    }

    /// <summary>Reads the next file.</summary>
    /// <param name="name">For people.</param>
    /// <param name="file">Can be sought in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public void Add(string name, Stream file, CancellationToken cancellationToken) => Add(name, file, Digest(file), cancellationToken);

    /// <summary>Reads the next file, whose digest is known.</summary>
    public void Add(string name, Stream file, string digest, CancellationToken cancellationToken)
    {
        if (_imports.Find(import => import.Sha256 == digest) is { } before)
        {
            _imports.Add(before with { Name = name, Status = ReconciliationImport.AlreadyImported, Rows = 0, Notes = [] });
            return;
        }

        var (first, end) = (from?.ToUnixTimeMilliseconds() ?? long.MinValue, to?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        var outside = 0L;
        var imported = reader.Read(
            file,
            _imports.Count,
            row =>
            {
                if (row.Start < first || row.End > end || row.Start >= end)
                {
                    outside++;
                    return;
                }

                reconciler.Add(row);
            },
            cancellationToken);
        _problems.AddRange(imported.Problems.Select(problem => (name, problem)));
        if (imported.ProblemCount > imported.Problems.Count)
        {
            _problems.Add((name, new ImportProblem(0, FormattableString.Invariant($"and {imported.ProblemCount - imported.Problems.Count} more."))));
        }

        _imports.Add(new ReconciliationImport(name, digest, ReconciliationImport.Imported, imported.Format, imported.Rows - outside)
        {
            Notes = outside == 0 ? imported.Notes
                : [.. imported.Notes, FormattableString.Invariant($"{outside} rows are not within the time that was asked for and were left out.")],
        });
    }
}
