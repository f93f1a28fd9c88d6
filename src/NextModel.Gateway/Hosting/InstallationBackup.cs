using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Ledger;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Copies what of a data directory must survive, beside the server that runs on it: the ledger with tenancy, as of one moment, and the files of
/// reconciliations. Not the secrets, which lie elsewhere than a backup does, nor what can be made again, nor prompts and answers.
/// </summary>
public static class InstallationBackup
{
    private const string Ledger = "nextmodel.db";
    private const string Reconciliations = "reconciliations";

    /// <summary>Writes the copy into a directory, which is made when it is missing and has to be empty when it is not.</summary>
    /// <exception cref="IOException">Something cannot be read or written.</exception>
    public static async ValueTask<Result<BackupReport>> RunAsync(Installation installation, string directory, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(installation);
        if (installation.Database is not null)
        {
            return Refusal("NEXTMODEL_DATABASE is set: this installation is in PostgreSQL. Back it up with pg_basebackup or pg_dump, as docs/guides/backup.md says.");
        }

        var source = Path.Combine(installation.DataDirectory, Ledger);
        if (!File.Exists(source))
        {
            return Refusal($"There is no installation in {installation.DataDirectory}. Set NEXTMODEL_DATA to where the server keeps its data.");
        }

        if (Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            return Refusal($"{directory} is not empty. Name a new directory for each backup.");
        }

        PrivateDirectory.Ensure(directory);
        SqliteBackup.Write(source, Path.Combine(directory, Ledger));
        var files = CopyReconciliations(Path.Combine(installation.DataDirectory, Reconciliations), Path.Combine(directory, Reconciliations));
        using var copy = SqliteDatabase.OpenReadOnly(Path.Combine(directory, Ledger));
        var ledger = new SqliteLedgerReader(copy);
        var last = await ledger.ReadLastPositionAsync(cancellationToken);
        var hash = last == 0 ? null : await ledger.ReadHashAsync(last, cancellationToken);
        var bytes = new DirectoryInfo(directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        return new BackupReport(directory, bytes, last, hash?.ToString(), files);
    }

    private static int CopyReconciliations(string source, string target)
    {
        if (!Directory.Exists(source))
        {
            return 0;
        }

        var files = 0;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            PrivateDirectory.Ensure(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
            files++;
        }

        return files;
    }

    private static GatewayError Refusal(string message) => new(GatewayErrorCode.InvalidRequest, message);
}
