using System.Text.Json;
using NextModel.Audit;
using NextModel.Credentials;

namespace NextModel.Storage.Sql.Credentials;

/// <summary>Credentials.</summary>
public sealed class SqlCredentialStore(SqlAuditStore audits) : ICredentialStore
{
    private const string Select =
        """
        SELECT id Id, organization OrganizationId, team TeamId, project ProjectId, source SourceId, name Name, secret Secret, secret_last_four LastFour,
            secret_set_at SecretSetAt, secret_set_by SecretSetBy, base_url BaseUrl, api_version ApiVersion, region Region, models Models, enabled Enabled,
            created_at CreatedAt, created_by CreatedBy, tested_at TestedAt, test_outcome TestOutcome, test_status TestStatus, last_used_at LastUsedAt,
            version Version
        FROM credentials
        """;

    public async ValueTask<IReadOnlyList<Credential>> LoadAsync(CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.QueryAsync<CredentialRow>(Select)).ConvertAll(row => row.ToCredential()), cancellationToken);

    public async ValueTask<Credential?> FindAsync(string id, CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        async session => (await session.FindAsync<CredentialRow>(Select + " WHERE id = @id", new { id }))?.ToCredential(), cancellationToken);

    public ValueTask PutAsync(Credential credential, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return audits.CommitOneAsync(
            audit,
            """
            INSERT INTO credentials (organization, id, team, project, source, name, secret, secret_last_four, secret_set_at, secret_set_by, base_url, api_version,
                region, models, enabled, created_at, created_by, tested_at, test_outcome, test_status, version)
            VALUES (@OrganizationId, @Id, @TeamId, @ProjectId, @SourceId, @Name, @SealedSecret, @SecretLastFour, @SecretSet, @SecretSetBy, @Address, @ApiVersion,
                @Region, @ModelsText, @Enabled, @Created, @CreatedBy, @Tested, @TestOutcome, @TestStatus, @Version)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, secret = excluded.secret, secret_last_four = excluded.secret_last_four,
                secret_set_at = excluded.secret_set_at, secret_set_by = excluded.secret_set_by, base_url = excluded.base_url, api_version = excluded.api_version,
                region = excluded.region, models = excluded.models, enabled = excluded.enabled, tested_at = excluded.tested_at,
                test_outcome = excluded.test_outcome, test_status = excluded.test_status, version = excluded.version
            WHERE credentials.version IN (excluded.version - 1, excluded.version)
            """,
            new
            {
                credential.OrganizationId,
                credential.Id,
                credential.TeamId,
                credential.ProjectId,
                credential.SourceId,
                credential.Name,
                credential.SealedSecret,
                credential.SecretLastFour,
                SecretSet = credential.SecretSetAt.ToUnixTimeMilliseconds(),
                credential.SecretSetBy,
                Address = credential.BaseUrl?.AbsoluteUri,
                credential.ApiVersion,
                credential.Region,
                ModelsText = JsonSerializer.Serialize(credential.Models),
                credential.Enabled,
                Created = credential.CreatedAt.ToUnixTimeMilliseconds(),
                credential.CreatedBy,
                Tested = credential.LastTest?.At.ToUnixTimeMilliseconds(),
                TestOutcome = (int?)credential.LastTest?.Outcome,
                TestStatus = credential.LastTest?.Status,
                credential.Version,
            },
            cancellationToken);
    }

    public ValueTask DeleteAsync(Credential credential, AuditDraft audit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return audits.CommitAsync(audit, "DELETE FROM credentials WHERE id = @Id", new { credential.Id }, cancellationToken);
    }

    public async ValueTask SaveLastUsedAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lastUsed);
        var uses = lastUsed.OrderBy(used => used.Key, StringComparer.Ordinal).Select(used => new { Id = used.Key, At = used.Value.ToUnixTimeMilliseconds() }).ToList();
        await audits.Database.WriteAsync(
            SqlTurn.Any,
            session => session.ExecuteAsync("UPDATE credentials SET last_used_at = @At WHERE id = @Id AND coalesce(last_used_at, 0) < @At", uses),
            cancellationToken);
    }

    private sealed class CredentialRow
    {
        public string Id { get; set; } = "";

        public string OrganizationId { get; set; } = "";

        public string? TeamId { get; set; }

        public string? ProjectId { get; set; }

        public string SourceId { get; set; } = "";

        public string Name { get; set; } = "";

        public byte[] Secret { get; set; } = [];

        public string LastFour { get; set; } = "";

        public long SecretSetAt { get; set; }

        public string SecretSetBy { get; set; } = "";

        public string? BaseUrl { get; set; }

        public string? ApiVersion { get; set; }

        public string? Region { get; set; }

        public string Models { get; set; } = "{}";

        public bool Enabled { get; set; }

        public long CreatedAt { get; set; }

        public string CreatedBy { get; set; } = "";

        public long? TestedAt { get; set; }

        public int? TestOutcome { get; set; }

        public int? TestStatus { get; set; }

        public long? LastUsedAt { get; set; }

        public long Version { get; set; }

        public Credential ToCredential() => new(Id, OrganizationId, SourceId, Name, Secret, LastFour)
        {
            TeamId = TeamId,
            ProjectId = ProjectId,
            BaseUrl = BaseUrl is null ? null : new Uri(BaseUrl),
            ApiVersion = ApiVersion,
            Region = Region,
            Models = JsonSerializer.Deserialize<Dictionary<string, string>>(Models)!,
            Enabled = Enabled,
            CreatedAt = Moment(CreatedAt)!.Value,
            CreatedBy = CreatedBy,
            SecretSetAt = Moment(SecretSetAt)!.Value,
            SecretSetBy = SecretSetBy,
            LastTest = TestOutcome is { } outcome ? new CredentialTest(Moment(TestedAt)!.Value, (CredentialTestOutcome)outcome, TestStatus) : null,
            LastUsedAt = Moment(LastUsedAt),
            Version = Version,
        };

        private static DateTimeOffset? Moment(long? at) => at is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }
}
