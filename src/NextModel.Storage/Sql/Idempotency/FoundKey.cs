using NextModel.Caching;
using NextModel.Idempotency;
using NextModel.Inference;

namespace NextModel.Storage.Sql.Idempotency;

/// <summary>A row of <c>idempotency_keys</c>, with its answer where that was asked for.</summary>
internal sealed record FoundKey(
    string Organization, string Project, long Operation, byte[] Name, byte[] Fingerprint, byte[] Receipt, long CreatedAt, long ExpiresAt, long State,
    byte[]? Sealed)
{
    public const string Columns = "organization, project, operation, name, fingerprint, receipt, created_at CreatedAt, expires_at ExpiresAt, state";

    public IdempotencyRow ToRow() => new(
        new IdempotencyKey(Organization, Project, (Operation)Operation, Digest.FromBytes(Name)),
        Digest.FromBytes(Fingerprint),
        new Guid(Receipt, bigEndian: true),
        new DateTimeOffset(CreatedAt, TimeSpan.Zero),
        new DateTimeOffset(ExpiresAt, TimeSpan.Zero),
        (IdempotencyState)State,
        Sealed);
}
