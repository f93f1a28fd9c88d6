using NextModel.Audit;
using NextModel.Reporting;

namespace NextModel.Storage.Sql.Reporting;

/// <summary>Share links. Adding one forgets those that ended a month ago.</summary>
public sealed class SqlReceiptShareStore(SqlAuditStore audits) : IReceiptShareStore
{
    private const string Select =
        "SELECT id, receipt, organization, team, project, created_at, expires_at FROM receipt_shares ";

    public ValueTask AddAsync(ReceiptShare share, byte[] secretHash, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitAsync(
        audit,
        """
        DELETE FROM receipt_shares WHERE expires_at < @Forgotten;
        INSERT INTO receipt_shares (id, receipt, organization, team, project, secret_hash, created_at, expires_at)
        VALUES (@Id, @Receipt, @OrganizationId, @TeamId, @ProjectId, @secretHash, @CreatedAt, @ExpiresAt)
        """,
        new
        {
            Id = share.Id.ToByteArray(bigEndian: true),
            Receipt = share.ReceiptId.ToByteArray(bigEndian: true),
            share.Scope.OrganizationId,
            share.Scope.TeamId,
            share.Scope.ProjectId,
            secretHash,
            CreatedAt = share.CreatedAt.ToUnixTimeMilliseconds(),
            ExpiresAt = share.ExpiresAt.ToUnixTimeMilliseconds(),
            Forgotten = share.CreatedAt.AddDays(-30).ToUnixTimeMilliseconds(),
        },
        cancellationToken);

    public ValueTask<bool> RemoveAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken) => audits.TryCommitAsync(
        [audit],
        async session => await session.ExecuteAsync("DELETE FROM receipt_shares WHERE id = @Id", new { Id = id.ToByteArray(bigEndian: true) }) > 0,
        cancellationToken);

    public async ValueTask<ReceiptShare?> FindAsync(byte[] secretHash, CancellationToken cancellationToken) =>
        await ReadAsync("WHERE secret_hash = @secretHash", new { secretHash }, cancellationToken) is [var found] ? found : null;

    public ValueTask<IReadOnlyList<ReceiptShare>> ListAsync(Guid receiptId, CancellationToken cancellationToken) =>
        ReadAsync("WHERE receipt = @Receipt ORDER BY id", new { Receipt = receiptId.ToByteArray(bigEndian: true) }, cancellationToken);

    private async ValueTask<IReadOnlyList<ReceiptShare>> ReadAsync(string condition, object values, CancellationToken cancellationToken) =>
        await audits.Database.ReadAsync(
            session => session.QueryAsync(
                Select + condition,
                values,
                rows => new ReceiptShare
                {
                    Id = new Guid((byte[])rows.GetValue(0), bigEndian: true),
                    ReceiptId = new Guid((byte[])rows.GetValue(1), bigEndian: true),
                    Scope = new ReceiptScope(rows.GetString(2), rows.GetString(4)) { TeamId = rows.GetString(3) },
                    CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
                    ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)),
                }),
            cancellationToken);
}
