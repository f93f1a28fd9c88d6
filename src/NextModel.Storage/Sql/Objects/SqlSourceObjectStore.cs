using System.Data.Common;
using NextModel.Providers.Objects;

namespace NextModel.Storage.Sql.Objects;

/// <summary>Whose objects at sources are.</summary>
public sealed class SqlSourceObjectStore(SqlDatabase database) : ISourceObjectStore
{
    private const string OfProject = "organization = @organizationId AND project = @projectId AND kind = @kind";

    public async ValueTask<bool> AddAsync(SourceObject made, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(made);
        try
        {
            await database.WriteAsync(
                SqlTurn.Any,
                session => session.ExecuteAsync(
                    """
                    INSERT INTO source_objects (organization, project, kind, id, source, credential, created_at)
                    VALUES (@OrganizationId, @ProjectId, @Kind, @Id, @SourceId, @Credential, @CreatedAt) ON CONFLICT DO NOTHING
                    """,
                    new
                    {
                        made.OrganizationId,
                        made.ProjectId,
                        Kind = (int)made.Kind,
                        made.Id,
                        made.SourceId,
                        Credential = made.CredentialId ?? "",
                        CreatedAt = made.CreatedAt.ToUnixTimeMilliseconds(),
                    }),
                cancellationToken);
            return true;
        }
        catch (DbException)
        {
            return false;
        }
    }

    public async ValueTask<SourceObject?> FindAsync(
        string organizationId, string projectId, SourceObjectKind kind, string id, CancellationToken cancellationToken) =>
        (await ReadAsync(
            $"SELECT organization, project, kind, id, source, credential, created_at FROM source_objects WHERE {OfProject} AND id = @id",
            new { organizationId, projectId, kind = (int)kind, id },
            cancellationToken)).FirstOrDefault();

    // A few at a time: each engine has its own limit for parameters.
    public async ValueTask<IReadOnlySet<string>> OwnedAsync(
        string organizationId, string projectId, SourceObjectKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var owned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(100))
        {
            var values = new Dictionary<string, object> { ["organizationId"] = organizationId, ["projectId"] = projectId, ["kind"] = (int)kind };
            var names = some.Select((id, i) =>
            {
                values.Add($"id{i}", id);
                return $"@id{i}";
            });
            var sql = $"SELECT id FROM source_objects WHERE {OfProject} AND id IN ({string.Join(", ", names)})";
            owned.UnionWith(await database.ReadAsync(session => session.QueryAsync<string>(sql, values), cancellationToken));
        }

        return owned;
    }

    public async ValueTask<IReadOnlyList<SourceObject>> PlacesAsync(
        string organizationId, string projectId, SourceObjectKind kind, CancellationToken cancellationToken) => await ReadAsync(
        $"""
        SELECT organization, project, kind, min(id), source, credential, min(created_at) FROM source_objects
        WHERE {OfProject} GROUP BY organization, project, kind, source, credential ORDER BY source, credential
        """,
        new { organizationId, projectId, kind = (int)kind },
        cancellationToken);

    public async ValueTask RemoveAsync(SourceObject gone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gone);
        await database.WriteAsync(
            SqlTurn.Any,
            session => session.ExecuteAsync(
                $"DELETE FROM source_objects WHERE {OfProject} AND id = @id",
                new { organizationId = gone.OrganizationId, projectId = gone.ProjectId, kind = (int)gone.Kind, id = gone.Id }),
            cancellationToken);
    }

    private ValueTask<List<SourceObject>> ReadAsync(string sql, object values, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.QueryAsync(
            sql,
            values,
            rows => new SourceObject(
                rows.GetString(0), rows.GetString(1), (SourceObjectKind)rows.GetInt32(2), rows.GetString(3), rows.GetString(4),
                rows.GetString(5) is { Length: > 0 } credential ? credential : null, DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6)))),
        cancellationToken);
}
