using System.Text;
using NextModel.Audit;
using NextModel.Configuration;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Storage.Sql.Tenancy;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Archives;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Ledger;

namespace NextModel.Gateway.Hosting;

/// <summary>An installation's receipts and audit trail for commands that only read, beside a running server too. Needs no secret.</summary>
public sealed class ReadOnlyLedger : IDisposable
{
    private readonly Installation _installation;
    private readonly SqliteDatabase _database;
    private readonly SqliteLedgerReader _ledger;

    private ReadOnlyLedger(Installation installation, SqliteDatabase database)
    {
        _installation = installation;
        _database = database;
        _ledger = new SqliteLedgerReader(database);
        Reader = new ReceiptReader(_ledger, _ledger);
        Archives = new ArchiveReader(new SqliteArchiveStore(database));
        Audit = new AuditTrail(new SqliteAuditStore(database, null), TimeProvider.System);
    }

    public ReceiptReader Reader { get; }

    /// <summary>The rows, by position.</summary>
    public ILedgerReader Ledger => _ledger;

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

    /// <summary>The newest signed checkpoint in the ledger itself; null when there is none.</summary>
    public string? ReadCheckpoint() => _ledger.ReadLastCheckpoint();

    /// <summary>The receipt's position in the ledger, or null.</summary>
    public ValueTask<long?> FindPositionAsync(Guid receiptId, CancellationToken cancellationToken) => _ledger.FindAsync(receiptId, cancellationToken);

    public async ValueTask<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        var records = await new SqlTenancyStore(new SqliteAuditStore(_database, null)).LoadAsync(cancellationToken);
        return [.. records.Organizations.Select(record => record.Organization)];
    }

    public void Dispose() => _database.Dispose();
}
