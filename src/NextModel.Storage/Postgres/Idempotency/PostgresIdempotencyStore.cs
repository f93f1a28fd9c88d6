using System.Globalization;
using NextModel.Idempotency;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Idempotency;

namespace NextModel.Storage.Postgres.Idempotency;

/// <summary>Idempotency keys that all replicas share: a key is claimed once, whichever of them it comes to.</summary>
/// <param name="database">The database.</param>
/// <param name="projectBytes">Most bytes that the answers of one project take; the oldest give way.</param>
public sealed class PostgresIdempotencyStore(PostgresDatabase database, long projectBytes = IIdempotencyStore.DefaultProjectBytes) : IIdempotencyStore
{
    private const int AtOnce = 500;

    private const string OfKey = "organization = @Organization AND project = @Project AND operation = @Operation AND name = @Name";

    private const string InsertSql =
        """
        INSERT INTO idempotency_keys (organization, project, operation, name, fingerprint, receipt, created_at, expires_at, state, size)
        VALUES (@Organization, @Project, @Operation, @Name, @fingerprint, @receipt, @created, @expires, @state, 0)
        ON CONFLICT DO NOTHING
        """;

    // What the project's answers have now; nothing where the claim is gone, or there is no answer.
    private const string SettleSql =
        $"""
        WITH settled AS (UPDATE idempotency_keys SET state = @state, size = @size WHERE {OfKey} AND receipt = @receipt RETURNING id),
        answer AS (INSERT INTO idempotency_answers (id, sealed) SELECT id, @answer FROM settled WHERE @size > 0 RETURNING id)
        INSERT INTO idempotency_projects (organization, project, bytes) SELECT @Organization, @Project, @size FROM answer
        ON CONFLICT (organization, project) DO UPDATE SET bytes = idempotency_projects.bytes + excluded.bytes
        RETURNING bytes
        """;

    private readonly PostgresOwnTables _tables = new(
        database, (done, failure) => new IdempotencyStoreException($"the idempotency keys of {database.Name} could not be {done}", failure));

    public async ValueTask<IdempotencyRow?> FindAsync(IdempotencyKey key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return (await _tables.ReadAsync(
            session => session.FindAsync<FoundKey>(
                $"SELECT {FoundKey.Columns}, sealed FROM idempotency_keys LEFT JOIN idempotency_answers USING (id) WHERE {OfKey} AND expires_at > @now",
                IdempotencyParameters.Of(key, new { now = now.UtcTicks })),
            cancellationToken))?.ToRow();
    }

    public async ValueTask<bool> ClaimAsync(IdempotencyRow claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        var values = IdempotencyParameters.Of(claim.Key, new
        {
            fingerprint = claim.Fingerprint.ToArray(),
            receipt = IdempotencyParameters.Bytes(claim.Receipt),
            created = claim.CreatedAt.UtcTicks,
            expires = claim.ExpiresAt.UtcTicks,
            state = (int)claim.State,
        });
        if (await _tables.WriteOnceAsync(session => session.ExecuteAsync(InsertSql, values)) == 1)
        {
            return true;
        }

        // One that has expired gives way.
        return await DeleteAsync($"{OfKey} AND expires_at <= @now", IdempotencyParameters.Of(claim.Key, new { now = claim.CreatedAt.UtcTicks })) > 0
            && await _tables.WriteOnceAsync(session => session.ExecuteAsync(InsertSql, values)) == 1;
    }

    public async ValueTask SettleAsync(IdempotencyRow outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var values = IdempotencyParameters.Of(outcome.Key, new
        {
            receipt = IdempotencyParameters.Bytes(outcome.Receipt),
            state = (int)outcome.State,
            size = (long)outcome.Sealed.Length,
            answer = outcome.Sealed.ToArray(),
        });
        if (await _tables.WriteOnceAsync(session => session.ScalarAsync<long?>(SettleSql, values)) > projectBytes)
        {
            await MakeRoomAsync(outcome.Key.Organization, outcome.Key.Project);
        }
    }

    public async ValueTask FreeAsync(IdempotencyKey key, Guid receipt) =>
        await DeleteAsync($"{OfKey} AND receipt = @receipt AND state = 1", IdempotencyParameters.Of(key, new { receipt = IdempotencyParameters.Bytes(receipt) }));

    public async ValueTask<IReadOnlyList<IdempotencyRow>> ReadClaimsAsync(CancellationToken cancellationToken) => await _tables.ReadAsync(
        async session => (await session.QueryAsync<FoundKey>($"SELECT {FoundKey.Columns}, NULL::bytea sealed FROM idempotency_keys WHERE state = 1 ORDER BY id"))
            .ConvertAll(found => found.ToRow()),
        cancellationToken);

    public ValueTask<int> EraseProjectAsync(string organization, string project) => _tables.WriteInPartsAsync(
        AtOnce, session => EraseAsync(session, "organization = @organization AND project = @project", new { organization, project }));

    public ValueTask<int> EraseReceiptAsync(string organization, string project, Guid receipt) => _tables.WriteInPartsAsync(
        AtOnce,
        session => EraseAsync(
            session, "organization = @organization AND project = @project AND receipt = @receipt", new { organization, project, receipt = IdempotencyParameters.Bytes(receipt) }));

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => _tables.WriteInPartsAsync(
        AtOnce,
        session => DeleteAsync(
            session,
            string.Create(CultureInfo.InvariantCulture, $"id IN (SELECT id FROM idempotency_keys WHERE expires_at <= @now LIMIT {AtOnce} FOR UPDATE SKIP LOCKED)"),
            new { now = now.UtcTicks }),
        cancellationToken);

    private async ValueTask MakeRoomAsync(string organization, string project)
    {
        while (await _tables.WriteAsync(async session =>
        {
            // Held while the oldest goes, so that two replicas do not both erase one.
            var bytes = await session.ScalarAsync<long>(
                "SELECT bytes FROM idempotency_projects WHERE organization = @organization AND project = @project FOR UPDATE", new { organization, project });
            return bytes > projectBytes
                && await EraseAsync(session, "organization = @organization AND project = @project", new { organization, project }, most: 1) > 0;
        }))
        {
        }
    }

    private ValueTask<int> DeleteAsync(string condition, object values) => _tables.WriteOnceAsync(session => DeleteAsync(session, condition, values));

    // The oldest first.
    private static ValueTask<int> EraseAsync(SqlSession session, string condition, object values, int most = AtOnce) => session.ScalarAsync<int>(
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            WITH those AS (SELECT id, size, organization, project FROM idempotency_keys WHERE {condition} AND state = 2 ORDER BY receipt LIMIT {most} FOR UPDATE),
            erased AS (UPDATE idempotency_keys k SET state = 5, size = 0 FROM those t WHERE k.id = t.id),
            gone AS (DELETE FROM idempotency_answers a USING those t WHERE a.id = t.id),
            {CountedAndHowMany}
            """),
        values);

    private static ValueTask<int> DeleteAsync(SqlSession session, string condition, object values) => session.ScalarAsync<int>(
        $"""
        WITH those AS (DELETE FROM idempotency_keys WHERE {condition} RETURNING id, size, organization, project),
        gone AS (DELETE FROM idempotency_answers a USING those t WHERE a.id = t.id),
        {CountedAndHowMany}
        """,
        values);

    private const string CountedAndHowMany =
        """
        sums AS (SELECT organization, project, sum(size)::bigint bytes FROM those GROUP BY organization, project),
            counted AS (UPDATE idempotency_projects p SET bytes = p.bytes - s.bytes FROM sums s WHERE p.organization = s.organization AND p.project = s.project)
            SELECT count(*) FROM those
        """;
}
