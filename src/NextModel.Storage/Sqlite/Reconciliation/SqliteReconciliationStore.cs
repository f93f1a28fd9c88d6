using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Audit;
using NextModel.Reporting.Reconciliation;
using NextModel.Storage.Sqlite.Audit;

namespace NextModel.Storage.Sqlite.Reconciliation;

/// <summary>Runs in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteReconciliationStore(SqliteDatabase database, SqliteAuditStore audits) : IReconciliationStore
{
    public ValueTask<StoredReconciliation?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read("id = @Key", new { Key = Key(id) }, 1) is [var found] ? found : null);

    public ValueTask<StoredReconciliation?> FindByReportAsync(string organizationId, string reportSha256, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read("organization = @organizationId AND report_sha256 = @reportSha256", new { organizationId, reportSha256 }, 1) is [var found] ? found : null);

    public ValueTask<IReadOnlyList<StoredReconciliation>> ListAsync(string organizationId, Guid? before, int limit, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StoredReconciliation>>(
            Read("organization = @organizationId AND (@Before IS NULL OR id < @Before)", new { organizationId, Before = before is { } id ? Key(id) : null }, limit));

    public ValueTask<bool> HasFileAsync(string organizationId, string provider, string sha256, CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        return ValueTask.FromResult(reader.Connection.ExecuteScalar<bool>(
            "SELECT EXISTS (SELECT 1 FROM reconciliation_files WHERE organization = @organizationId AND provider = @provider AND sha256 = @sha256)",
            new { organizationId, provider, sha256 }));
    }

    public ValueTask AddAsync(StoredReconciliation run, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        audits.Commit(audit, (connection, transaction) =>
        {
            connection.Execute(
                """
                INSERT INTO reconciliations (organization, id, provider, status, created_at, report_sha256, document)
                VALUES (@OrganizationId, @Key, @Provider, @Status, @At, @ReportSha256, @Document)
                """,
                new
                {
                    run.OrganizationId,
                    Key = Key(run.Id),
                    run.Provider,
                    run.Status,
                    At = run.CreatedAt.ToUnixTimeMilliseconds(),
                    run.ReportSha256,
                    run.Document,
                },
                transaction);
            foreach (var (place, file) in run.Files.Index())
            {
                connection.Execute(
                    """
                    INSERT INTO reconciliation_files (organization, reconciliation, place, provider, sha256, name)
                    VALUES (@OrganizationId, @Key, @place, @Provider, @Sha256, @Name)
                    """,
                    new { run.OrganizationId, Key = Key(run.Id), place, run.Provider, file.Sha256, file.Name },
                    transaction);
            }
        });
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<string>> DeleteAsync(string organizationId, Guid id, AuditDraft audit, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> unused = [];
        audits.Commit(audit, (connection, transaction) =>
        {
            var values = new { organizationId, Key = Key(id) };
            unused = [.. connection.Query<string>(
                """
                SELECT DISTINCT sha256 FROM reconciliation_files f WHERE organization = @organizationId AND reconciliation = @Key AND NOT EXISTS (
                    SELECT 1 FROM reconciliation_files o WHERE o.organization = f.organization AND o.sha256 = f.sha256 AND o.reconciliation <> @Key)
                """,
                values,
                transaction)];
            connection.Execute(
                """
                DELETE FROM reconciliation_files WHERE organization = @organizationId AND reconciliation = @Key;
                DELETE FROM reconciliations WHERE organization = @organizationId AND id = @Key
                """,
                values,
                transaction);
        });
        return ValueTask.FromResult(unused);
    }

    private static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);

    private List<StoredReconciliation> Read(string condition, object values, int limit)
    {
        using var reader = database.RentReader();
        using var snapshot = reader.Connection.BeginTransaction(deferred: true);
        var parameters = new DynamicParameters(values);
        parameters.Add("limit", limit);
        var rows = reader.Connection.Query<(string Organization, byte[] Id, string Provider, string Status, long At, string Sha, string Document)>(
            $"""
            SELECT organization, id, provider, status, created_at, report_sha256, document FROM reconciliations
            WHERE {condition} ORDER BY id DESC LIMIT @limit
            """,
            parameters,
            snapshot);
        return
        [
            .. rows.Select(row => new StoredReconciliation(
                new Guid(row.Id, bigEndian: true), row.Organization, row.Provider, row.Status, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Sha,
                row.Document, Files(reader.Connection, snapshot, row.Organization, row.Id))),
        ];
    }

    private static List<StoredFile> Files(SqliteConnection connection, SqliteTransaction snapshot, string organization, byte[] run) =>
    [
        .. connection.Query<(string Name, string Sha256)>(
            "SELECT name, sha256 FROM reconciliation_files WHERE organization = @organization AND reconciliation = @run ORDER BY place",
            new { organization, run },
            snapshot).Select(file => new StoredFile(file.Name, file.Sha256)),
    ];
}
