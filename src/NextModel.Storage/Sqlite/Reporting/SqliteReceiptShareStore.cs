using Dapper;
using NextModel.Audit;
using NextModel.Reporting;
using NextModel.Storage.Sqlite.Audit;

namespace NextModel.Storage.Sqlite.Reporting;

/// <summary>Share links in nextmodel.db, through its one writing connection. Adding one forgets those that ended a month ago.</summary>
public sealed class SqliteReceiptShareStore(SqliteDatabase database, SqliteAuditStore audits) : IReceiptShareStore
{
    private const string Select =
        "SELECT id, receipt, organization, team, project, created_at, expires_at FROM receipt_shares ";

    public ValueTask AddAsync(ReceiptShare share, byte[] secretHash, AuditDraft audit, CancellationToken cancellationToken)
    {
        audits.Commit(audit, (connection, transaction) => connection.Execute(
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
            transaction));
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> RemoveAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken)
    {
        var key = new { Id = id.ToByteArray(bigEndian: true) };
        return ValueTask.FromResult(audits.TryCommit(
            audit, (connection, transaction) => connection.Execute("DELETE FROM receipt_shares WHERE id = @Id", key, transaction) > 0));
    }

    public ValueTask<ReceiptShare?> FindAsync(byte[] secretHash, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read("WHERE secret_hash = @secretHash", new { secretHash }).FirstOrDefault());

    public ValueTask<IReadOnlyList<ReceiptShare>> ListAsync(Guid receiptId, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ReceiptShare>>(Read("WHERE receipt = @Receipt ORDER BY id", new { Receipt = receiptId.ToByteArray(bigEndian: true) }));

    private List<ReceiptShare> Read(string condition, object values)
    {
        using var reader = database.RentReader();
        using var rows = reader.Connection.ExecuteReader(Select + condition, values);
        var shares = new List<ReceiptShare>();
        while (rows.Read())
        {
            shares.Add(new ReceiptShare
            {
                Id = new Guid((byte[])rows.GetValue(0), bigEndian: true),
                ReceiptId = new Guid((byte[])rows.GetValue(1), bigEndian: true),
                Scope = new ReceiptScope(rows.GetString(2), rows.GetString(4)) { TeamId = rows.GetString(3) },
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
                ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)),
            });
        }

        return shares;
    }
}
