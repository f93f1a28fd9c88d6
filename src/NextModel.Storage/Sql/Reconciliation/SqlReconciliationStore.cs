using NextModel.Audit;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Storage.Sql.Reconciliation;

/// <summary>Runs against providers' files.</summary>
public sealed class SqlReconciliationStore(SqlAuditStore audits) : IReconciliationStore
{
    public async ValueTask<StoredReconciliation?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync("id = @Key", new { Key = Key(id), limit = 1 }, cancellationToken)).FirstOrDefault();

    public async ValueTask<StoredReconciliation?> FindByReportAsync(string organizationId, string reportSha256, CancellationToken cancellationToken) => (await ReadAsync(
        "organization = @organizationId AND report_sha256 = @reportSha256", new { organizationId, reportSha256, limit = 1 }, cancellationToken)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<StoredReconciliation>> ListAsync(string organizationId, Guid? before, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(
            before is null ? "organization = @organizationId" : "organization = @organizationId AND id < @Before",
            new { organizationId, Before = before is { } id ? Key(id) : null, limit },
            cancellationToken);

    public async ValueTask<bool> HasFileAsync(string organizationId, string provider, string sha256, CancellationToken cancellationToken) =>
        await audits.Database.ReadAsync(
            session => session.ScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM reconciliation_files WHERE organization = @organizationId AND provider = @provider AND sha256 = @sha256)",
                new { organizationId, provider, sha256 }),
            cancellationToken);

    public ValueTask AddAsync(StoredReconciliation run, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return audits.CommitAsync(
            [audit],
            async session =>
            {
                await session.ExecuteAsync(
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
                    });
                await session.ExecuteAsync(
                    """
                    INSERT INTO reconciliation_files (organization, reconciliation, place, provider, sha256, name)
                    VALUES (@OrganizationId, @Key, @Place, @Provider, @Sha256, @Name)
                    """,
                    run.Files.Select((file, place) => new { run.OrganizationId, Key = Key(run.Id), Place = place, run.Provider, file.Sha256, file.Name }).ToList());
            },
            cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> DeleteAsync(string organizationId, Guid id, AuditDraft audit, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> unused = [];
        await audits.CommitAsync(
            [audit],
            async session =>
            {
                var values = new { organizationId, Key = Key(id) };
                unused = await session.QueryAsync<string>(
                    """
                    SELECT DISTINCT sha256 FROM reconciliation_files f WHERE organization = @organizationId AND reconciliation = @Key AND NOT EXISTS (
                        SELECT 1 FROM reconciliation_files o WHERE o.organization = f.organization AND o.sha256 = f.sha256 AND o.reconciliation <> @Key)
                    """,
                    values);
                await session.ExecuteAsync(
                    """
                    DELETE FROM reconciliation_files WHERE organization = @organizationId AND reconciliation = @Key;
                    DELETE FROM reconciliations WHERE organization = @organizationId AND id = @Key
                    """,
                    values);
            },
            cancellationToken);
        return unused;
    }

    private static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);

    private ValueTask<List<StoredReconciliation>> ReadAsync(string condition, object values, CancellationToken cancellationToken) =>
        audits.Database.ReadMomentAsync(
            async session =>
            {
                var runs = await session.QueryAsync(
                    $"""
                    SELECT organization, id, provider, status, created_at, report_sha256, document FROM reconciliations
                    WHERE {condition} ORDER BY id DESC LIMIT @limit
                    """,
                    values,
                    row => new StoredReconciliation(
                        new Guid((byte[])row.GetValue(1), bigEndian: true), row.GetString(0), row.GetString(2), row.GetString(3),
                        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)), row.GetString(5), row.GetString(6), []));
                for (var i = 0; i < runs.Count; i++)
                {
                    runs[i] = runs[i] with { Files = await FilesAsync(session, runs[i]) };
                }

                return runs;
            },
            cancellationToken);

    private static ValueTask<List<StoredFile>> FilesAsync(SqlSession session, StoredReconciliation run) => session.QueryAsync(
        "SELECT name, sha256 FROM reconciliation_files WHERE organization = @OrganizationId AND reconciliation = @Key ORDER BY place",
        new { run.OrganizationId, Key = Key(run.Id) },
        file => new StoredFile(file.GetString(0), file.GetString(1)));
}
