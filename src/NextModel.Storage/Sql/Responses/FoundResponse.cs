using NextModel.Responses;

namespace NextModel.Storage.Sql.Responses;

/// <summary>A row of <c>responses</c>.</summary>
internal sealed record FoundResponse(string Organization, string Project, string Name, string? Previous, long CreatedAt, long ExpiresAt, byte[] Sealed)
{
    public const string Columns = "organization, project, name, previous, created_at CreatedAt, expires_at ExpiresAt, sealed";

    public ResponseRow ToRow() => new(
        Organization, Project, Name, Previous, new DateTimeOffset(CreatedAt, TimeSpan.Zero), new DateTimeOffset(ExpiresAt, TimeSpan.Zero), [], Sealed);
}
