using System.Text;
using NextModel.Audit;
using NextModel.Configuration;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Archives;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Tenancy;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Archives;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Ledger;
using Npgsql;

namespace NextModel.Gateway.Hosting;

/// <summary>An installation's receipts and audit trail for commands that only read, beside a running server or replicas too. Needs no secret.</summary>
public sealed class ReadOnlyLedger : IDisposable
{
    private readonly Installation _installation;
    private readonly IDisposable _database;
    private readonly SqlAuditStore _audits;
    private readonly IReceiptIndex _index;
    private readonly IReadOnlyList<string> _publicKeys;
    private readonly Func<CancellationToken, ValueTask<string?>> _readCheckpoint;

    private ReadOnlyLedger(Installation installation, SqliteDatabase database, SqliteLedgerReader ledger)
    {
        _installation = installation;
        _database = database;
        _audits = new SqliteAuditStore(database, null);
        _publicKeys = [.. SigningKeyFiles.PublicOf(Path.Combine(installation.SecretsDirectory, "signing"))];
        _readCheckpoint = _ => ValueTask.FromResult(ledger.ReadLastCheckpoint());
        _index = ledger;
        Ledger = ledger;
        Reader = new ReceiptReader(ledger, ledger);
        Archives = new ArchiveReader(new SqliteArchiveStore(database));
        Audit = new AuditTrail(_audits, TimeProvider.System);
    }

    private ReadOnlyLedger(Installation installation, PostgresDatabase database, PostgresLedgerReader ledger, IReadOnlyList<string> publicKeys)
    {
        _installation = installation;
        _database = database;
        _audits = new SqlAuditStore(database, null);
        _publicKeys = publicKeys;
        _readCheckpoint = ledger.ReadLastCheckpointAsync;
        _index = ledger;
        Ledger = ledger;
        Reader = new ReceiptReader(ledger, ledger);
        Archives = new ArchiveReader(new PostgresArchiveStore(database));
        Audit = new AuditTrail(_audits, TimeProvider.System);
    }

    public ReceiptReader Reader { get; }

    /// <summary>The rows, by position.</summary>
    public ILedgerReader Ledger { get; }

    /// <summary>Receipts that lie in archive files.</summary>
    public ArchiveReader Archives { get; }

    /// <summary>Who changed what; for reading only.</summary>
    public AuditTrail Audit { get; }

    /// <summary>Opens the ledger where the installation keeps it; null when there is none.</summary>
    /// <exception cref="InvalidDataException"><c>NEXTMODEL_DATABASE</c> names nothing.</exception>
    /// <exception cref="InvalidOperationException">The PostgreSQL database cannot be reached.</exception>
    public static async ValueTask<ReadOnlyLedger?> OpenAsync(Installation installation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(installation);
        if (installation.Database is { } text)
        {
            return await OpenPostgresAsync(installation, text, cancellationToken);
        }

        var path = Path.Combine(installation.DataDirectory, "nextmodel.db");
        if (!File.Exists(path))
        {
            return null;
        }

        var database = SqliteDatabase.OpenReadOnly(path);
        return new ReadOnlyLedger(installation, database, new SqliteLedgerReader(database));
    }

    /// <summary>The public keys of this installation, old ones included, as a JWK set.</summary>
    public byte[] JwkSet() => Encoding.ASCII.GetBytes(SigningKeys.JwkSetOf(_publicKeys));

    /// <summary>The newest signed checkpoint of the witness directory; null when there is none.</summary>
    public string? ReadWitness() => new CheckpointWitness(_installation.WitnessDirectory).Read();

    /// <summary>The newest signed checkpoint in the ledger itself; null when there is none.</summary>
    public ValueTask<string?> ReadCheckpointAsync(CancellationToken cancellationToken) => _readCheckpoint(cancellationToken);

    /// <summary>The receipt's position in the ledger, or null.</summary>
    public ValueTask<long?> FindPositionAsync(Guid receiptId, CancellationToken cancellationToken) => _index.FindAsync(receiptId, cancellationToken);

    public async ValueTask<IReadOnlyList<Organization>> OrganizationsAsync(CancellationToken cancellationToken)
    {
        var records = await new SqlTenancyStore(_audits).LoadAsync(cancellationToken);
        return [.. records.Organizations.Select(record => record.Organization)];
    }

    public void Dispose() => _database.Dispose();

    private static async ValueTask<ReadOnlyLedger?> OpenPostgresAsync(Installation installation, string text, CancellationToken cancellationToken)
    {
        if (!PostgresAddress.TryRead(text, out var address, out var problem))
        {
            throw new InvalidDataException($"NEXTMODEL_DATABASE: it {problem}.");
        }

        // A whole ledger may be read, and nobody waits for it.
        var database = PostgresDatabase.Of(address.Patient());
        try
        {
            var ledger = new PostgresLedgerReader(database);
            if (!await ledger.IsThereAsync(cancellationToken))
            {
                await database.DisposeAsync();
                return null;
            }

            return new ReadOnlyLedger(installation, database, ledger, [.. new PostgresSigningKeyStore(database).Load().Select(key => key.Json)]);
        }
        catch (NpgsqlException unreachable)
        {
            await database.DisposeAsync();
            throw new InvalidOperationException(
                $"{database.Name} cannot be read: {unreachable.Message} Check NEXTMODEL_DATABASE, that the server runs, and that it lets this machine and user in.", unreachable);
        }
    }
}
