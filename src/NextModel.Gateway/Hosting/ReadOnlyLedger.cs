using System.Runtime.CompilerServices;
using System.Text;
using NextModel.Audit;
using NextModel.Configuration;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Archives;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Storage.Sqlite.Tenancy;

namespace NextModel.Gateway.Hosting;

/// <summary>An installation's receipts and audit trail for commands that only read, beside a running server too. Needs no secret.</summary>
public sealed class ReadOnlyLedger : IDisposable
{
    private readonly Installation _installation;
    private readonly SqliteDatabase _database;

    private ReadOnlyLedger(Installation installation, SqliteDatabase database)
    {
        _installation = installation;
        _database = database;
        var ledger = new SqliteLedgerReader(database);
        Ledger = ledger;
        Reader = new ReceiptReader(ledger, ledger);
        Archives = new ArchiveReader(new SqliteArchiveStore(database));
        Audit = new AuditTrail(new SqliteAuditStore(database, null), TimeProvider.System);
    }

    public ReceiptReader Reader { get; }

    /// <summary>The rows, by position.</summary>
    public ILedgerReader Ledger { get; }

    /// <summary>Receipts that lie in archive files.</summary>
    public ArchiveReader Archives { get; }

    /// <summary>Who changed what; for reading only.</summary>
    public AuditTrail Audit { get; }

    /// <summary>Opens the ledger; null when there is none.</summary>
    public static ReadOnlyLedger? Open(Installation installation)
    {
        ArgumentNullException.ThrowIfNull(installation);
        var path = Path.Combine(installation.DataDirectory, "nextmodel.db");
        return File.Exists(path) ? new ReadOnlyLedger(installation, SqliteDatabase.OpenReadOnly(path)) : null;
    }

    /// <summary>The public keys of this installation, old ones included, as a JWK set.</summary>
    public byte[] JwkSet() => Encoding.ASCII.GetBytes(SigningKeys.JwkSetOf(Path.Combine(_installation.SecretsDirectory, "signing")));

    /// <summary>The newest signed checkpoint of the witness directory; null when there is none.</summary>
    public string? ReadWitness() => new CheckpointWitness(_installation.WitnessDirectory).Read();

    public async ValueTask<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        var records = await new SqliteTenancyStore(_database, new SqliteAuditStore(_database, null)).LoadAsync(cancellationToken);
        return [.. records.Organizations.Select(record => record.Organization)];
    }

    /// <summary>Every receipt of the installation, oldest first: those in archives, then those in the database.</summary>
    /// <exception cref="InvalidDataException">A stored receipt or an archive is damaged, or an archive is not where it was written.</exception>
    public async IAsyncEnumerable<byte[]> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var receipt in Archives.ReadAllAsync(cancellationToken))
        {
            yield return receipt;
        }

        await foreach (var receipt in Reader.ExportAsync(null, cancellationToken))
        {
            yield return receipt;
        }
    }

    public void Dispose() => _database.Dispose();
}
