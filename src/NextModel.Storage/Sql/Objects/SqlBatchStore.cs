using System.Data.Common;
using NextModel.Providers.Objects;

namespace NextModel.Storage.Sql.Objects;

/// <summary>Batches at sources, and which of them are charged.</summary>
/// <param name="database">Where.</param>
/// <param name="owner">This process; another with every start.</param>
/// <param name="lives">SQL that says of a row of <c>batches</c> whether the process that holds it may still write.</param>
public sealed class SqlBatchStore(SqlDatabase database, string owner, string lives) : IBatchStore
{
    /// <summary>Where one process has the database for itself: whoever else has held a batch is gone.</summary>
    public const string NobodyElse = "1 = 0";

    /// <summary>Where replicas share it: one that was ended writes no receipt any more (docs/adr/0033).</summary>
    public const string LivingReplica = "EXISTS (SELECT 1 FROM replicas WHERE replicas.id::text = batches.owner AND replicas.ended_at IS NULL)";

    private const string Columns = "organization, project, id, source, credential, key, models, made_at, is_charged";
    private const string One = "organization = @OrganizationId AND project = @ProjectId AND id = @Id";

    public async ValueTask<bool> AddAsync(Batch made, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(made);
        try
        {
            await database.WriteAsync(
                SqlTurn.Any,
                session => session.ExecuteAsync(
                    $"""
                    INSERT INTO batches ({Columns}, owner)
                    VALUES (@OrganizationId, @ProjectId, @Id, @SourceId, @Credential, @KeyId, @Models, @MadeAt, 0, '') ON CONFLICT DO NOTHING
                    """,
                    new
                    {
                        made.OrganizationId,
                        made.ProjectId,
                        made.Id,
                        made.SourceId,
                        Credential = made.CredentialId ?? "",
                        made.KeyId,
                        Models = string.Join('\n', made.Models),
                        MadeAt = made.MadeAt.ToUnixTimeMilliseconds(),
                    }),
                cancellationToken);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    public async ValueTask<Batch?> FindAsync(string organizationId, string projectId, string id, CancellationToken cancellationToken) =>
        (await ReadAsync($"SELECT {Columns} FROM batches WHERE {One}", new { OrganizationId = organizationId, ProjectId = projectId, Id = id }, cancellationToken)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<Batch>> ReadOpenAsync(int limit, CancellationToken cancellationToken) =>
        await ReadAsync($"SELECT {Columns} FROM batches WHERE is_charged = 0 ORDER BY made_at, id LIMIT @limit", new { limit }, cancellationToken);

    public async ValueTask<BatchClaim> ClaimAsync(Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (await UpdateAsync(batch, "owner = @owner", $"is_charged = 0 AND (owner IN ('', @owner) OR NOT ({lives}))", cancellationToken))
        {
            return BatchClaim.Taken;
        }

        return await FindAsync(batch.OrganizationId, batch.ProjectId, batch.Id, cancellationToken) is { IsCharged: true } ? BatchClaim.Charged : BatchClaim.Elsewhere;
    }

    public async ValueTask ReleaseAsync(Batch batch, CancellationToken cancellationToken) =>
        await UpdateAsync(batch, "owner = ''", "is_charged = 0 AND owner = @owner", cancellationToken);

    public async ValueTask CloseAsync(Batch batch, CancellationToken cancellationToken) =>
        await UpdateAsync(batch, "is_charged = 1", "is_charged = 0", cancellationToken);

    private async ValueTask<bool> UpdateAsync(Batch batch, string change, string where, CancellationToken cancellationToken) => await database.WriteAsync(
        SqlTurn.Any,
        session => session.ExecuteAsync($"UPDATE batches SET {change} WHERE {One} AND {where}", new { batch.OrganizationId, batch.ProjectId, batch.Id, owner }),
        cancellationToken) == 1;

    private ValueTask<List<Batch>> ReadAsync(string sql, object values, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync(
            sql,
            values,
            rows => new Batch(
                rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3), rows.GetString(4) is { Length: > 0 } credential ? credential : null,
                rows.GetString(5), rows.GetString(6).Split('\n', StringSplitOptions.RemoveEmptyEntries), DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(7)))
            {
                IsCharged = rows.GetInt64(8) != 0,
            }),
        cancellationToken);
}
