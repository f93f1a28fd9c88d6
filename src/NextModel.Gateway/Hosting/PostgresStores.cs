using Microsoft.Extensions.Logging;
using NextModel.Audit;
using NextModel.Caching;
using NextModel.Ledger;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Archives;
using NextModel.Storage.Postgres.Cache;
using NextModel.Storage.Postgres.Idempotency;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Postgres.Limits;
using NextModel.Storage.Postgres.Responses;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Credits;
using NextModel.Storage.Sqlite.Derived;

namespace NextModel.Gateway.Hosting;

/// <summary>One PostgreSQL database, which other replicas use too. What is in the data directory can be made again from it.</summary>
internal static class PostgresStores
{
    /// <exception cref="InvalidDataException">The schema is newer than this program, or commits are not kept there.</exception>
    /// <exception cref="System.Data.Common.DbException">It cannot be reached.</exception>
    public static async ValueTask<InstallationStores> OpenAsync(InstallationGround ground, PostgresAddress address, CancellationToken cancellationToken)
    {
        var opened = new OwnedParts();
        try
        {
            var database = opened.Own(await PostgresDatabase.OpenAsync(address, cancellationToken));
            var keys = opened.Own(SigningKeys.Open(new PostgresSigningKeyStore(database), ground.Secrets.MasterKey, ground.Time));
            var audits = new SqlAuditStore(database, new AuditSeal(hash => AuditSignature.Sign(keys.Current, hash)));
            var replica = opened.Own(await PostgresReplica.JoinAsync(database, ground.Time, cancellationToken));
            var ledger = opened.Own(await PostgresLedgerStore.OpenAsync(database, replica, ground.Time, cancellationToken));
            var derived = opened.Own(DerivedFile.Open(ground.DataFile("derived.db"), database, ground.Loggers.CreateLogger<DerivedFile>()));
            derived.Start();
            var reports = new SqliteReportStore(derived);
            var alone = new PostgresAlone(database, ground.Time, ground.Loggers.CreateLogger<PostgresAlone>());
            return new InstallationStores(audits, keys, opened)
            {
                Name = database.Name,
                IsShared = true,
                Replica = replica,
                Leases = new PostgresBudgetLeaseStore(database, replica),
                Rates = new PostgresRateShareStore(database, replica),
                Signal = opened.Own(new PostgresAuditSignal(database, ground.Time)),
                Alone = alone.RunAsync,
                Cache = new PostgresCacheStore(database, new CacheSeal(ground.DataKeys), ground.Telemetry.Metrics, ground.Loggers.CreateLogger<PostgresCacheStore>()),
                Idempotency = new PostgresIdempotencyStore(database),
                Responses = new PostgresResponseStore(database),
                Credits = new SqlCreditStore(audits),
                Ledger = ledger,
                Receipts = ledger,
                Archives = new PostgresArchiveStore(database),
                Reports = reports,
                Index = reports,
                Trees = new SqliteReceiptTrees(derived),
            };
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
