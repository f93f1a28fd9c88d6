using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Providers.Objects;

namespace NextModel.Storage.Sqlite.Objects;

/// <summary>Whose objects at sources are, in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteSourceObjectStore(SqliteDatabase database) : ISourceObjectStore
{
    private const string OfProject = "organization = @organizationId AND project = @projectId AND kind = @kind";

    public ValueTask<bool> AddAsync(SourceObject made, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(made);
        try
        {
            lock (database.Gate)
            {
                database.Writer.Execute(
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
                    });
            }

            return ValueTask.FromResult(true);
        }
        catch (SqliteException)
        {
            return ValueTask.FromResult(false);
        }
    }

    public ValueTask<SourceObject?> FindAsync(
        string organizationId, string projectId, SourceObjectKind kind, string id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read($"{OfProject} AND id = @id", new { organizationId, projectId, kind = (int)kind, id }).FirstOrDefault());

    public ValueTask<IReadOnlySet<string>> OwnedAsync(
        string organizationId, string projectId, SourceObjectKind kind, IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlySet<string>>(
            Read($"{OfProject} AND id IN @ids", new { organizationId, projectId, kind = (int)kind, ids }).Select(one => one.Id).ToHashSet(StringComparer.Ordinal));

    public ValueTask<IReadOnlyList<SourceObject>> PlacesAsync(
        string organizationId, string projectId, SourceObjectKind kind, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<SourceObject>>(
            Read($"{OfProject} GROUP BY source, credential ORDER BY source, credential", new { organizationId, projectId, kind = (int)kind }));

    public ValueTask RemoveAsync(SourceObject gone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(gone);
        lock (database.Gate)
        {
            database.Writer.Execute(
                $"DELETE FROM source_objects WHERE {OfProject} AND id = @id",
                new { organizationId = gone.OrganizationId, projectId = gone.ProjectId, kind = (int)gone.Kind, id = gone.Id });
        }

        return ValueTask.CompletedTask;
    }

    private List<SourceObject> Read(string condition, object values)
    {
        using var reader = database.RentReader();
        using var rows = reader.Connection.ExecuteReader(
            "SELECT organization, project, kind, id, source, credential, created_at FROM source_objects WHERE " + condition, values);
        var found = new List<SourceObject>();
        while (rows.Read())
        {
            found.Add(new SourceObject(
                rows.GetString(0), rows.GetString(1), (SourceObjectKind)rows.GetInt32(2), rows.GetString(3), rows.GetString(4),
                rows.GetString(5) is { Length: > 0 } credential ? credential : null, DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(6))));
        }

        return found;
    }
}
