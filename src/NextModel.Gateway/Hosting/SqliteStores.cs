using Microsoft.Extensions.Logging;
using NextModel.Audit;
using NextModel.Caching;
using NextModel.Ledger;
using NextModel.Storage.Sql.Credits;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Archives;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Cache;
using NextModel.Storage.Sqlite.Derived;
using NextModel.Storage.Sqlite.Idempotency;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Storage.Sqlite.Responses;

namespace NextModel.Gateway.Hosting;

/// <summary>The embedded databases in the data directory.</summary>
internal static class SqliteStores
{
    public static InstallationStores Open(InstallationGround ground)
    {
        var opened = new OwnedParts();
        try
        {
            var database = opened.Own(SqliteDatabase.Open(ground.DataFile("nextmodel.db"), SqliteSettings.Main));
            var keys = opened.Own(SigningKeys.Open(Path.Combine(ground.Installation.SecretsDirectory, "signing"), ground.Secrets.MasterKey, ground.Time));
            var audits = new SqliteAuditStore(database, new AuditSeal(hash => AuditSignature.Sign(keys.Current, hash)));
            var aside = new FilesSetAside(ground.Findings, ground.Loggers.CreateLogger<FilesSetAside>());
            var ledger = opened.Own(new SqliteLedgerStore(database, new DiskReserve(ground.DataFile("reserve.bin"), DiskReserve.DefaultSize)));
            var derived = opened.Own(DerivedFile.Open(ground.DataFile("derived.db"), database, ground.Loggers.CreateLogger<DerivedFile>()));
            derived.Start();
            var reports = new SqliteReportStore(derived);
            return new InstallationStores(audits, keys, opened)
            {
                Name = $"SQLite in {ground.Installation.DataDirectory}",
                Cache = opened.Own(new SqliteCacheStore(
                    ground.DataFile("cache.db"), new CacheSeal(ground.DataKeys), ground.Telemetry.Metrics, ground.Loggers.CreateLogger<SqliteCacheStore>())),
                Idempotency = opened.Own(SqliteIdempotencyStore.Open(
                    ground.DataFile("idempotency.db"),
                    aside.Note("idempotency.db", "A request of the last 24 hours that is repeated with its key is served again"))),
                Responses = opened.Own(SqliteResponseStore.Open(
                    ground.DataFile("responses.db"), aside.Note("responses.db", "Responses kept until then are not found any more"))),
                Credits = new SqlCreditStore(audits),
                Ledger = ledger,
                Receipts = new SqliteLedgerReader(database),
                Archives = new SqliteArchiveStore(database),
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
