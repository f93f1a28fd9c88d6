using NextModel.Audit;
using NextModel.Catalog;

namespace NextModel.Storage.Sql.Entries;

/// <summary>Set models and sources.</summary>
public sealed class SqlSetEntryStore(SqlAuditStore audits) : ISetEntryStore
{
    public async ValueTask<IReadOnlyList<SetEntry>> LoadAsync(CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        session => session.QueryAsync(
            "SELECT id, kind, name, version, effective_from, set_at, set_by, document, sealed_key, key_last_four, withdrawn_at FROM entries ORDER BY id",
            null,
            rows => new SetEntry
            {
                Id = new Guid((byte[])rows.GetValue(0), bigEndian: true),
                Kind = SetEntryKindNames.Parse(rows.GetString(1)) ?? throw new InvalidDataException($"An entry has the unknown kind '{rows.GetString(1)}'."),
                Name = rows.GetString(2),
                Version = rows.GetInt64(3),
                EffectiveFrom = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(4)),
                SetAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
                SetBy = rows.GetString(6),
                Document = rows.IsDBNull(7) ? null : rows.GetString(7),
                SealedKey = rows.IsDBNull(8) ? null : (byte[])rows.GetValue(8),
                KeyLastFour = rows.IsDBNull(9) ? null : rows.GetString(9),
                WithdrawnAt = rows.IsDBNull(10) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(10)),
            }),
        cancellationToken);

    public ValueTask AddAsync(SetEntry entry, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitAsync(
        audit,
        """
        INSERT INTO entries (id, kind, name, version, effective_from, set_at, set_by, document, sealed_key, key_last_four)
        VALUES (@Key, @Kind, @Name, @Version, @From, @At, @SetBy, @Document, @SealedKey, @KeyLastFour)
        """,
        new
        {
            Key = Key(entry),
            Kind = entry.Kind.Wire(),
            entry.Name,
            entry.Version,
            From = entry.EffectiveFrom.ToUnixTimeMilliseconds(),
            At = entry.SetAt.ToUnixTimeMilliseconds(),
            entry.SetBy,
            entry.Document,
            entry.SealedKey,
            entry.KeyLastFour,
        },
        cancellationToken);

    public ValueTask WithdrawAsync(SetEntry entry, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        "UPDATE entries SET withdrawn_at = @At WHERE id = @Key AND withdrawn_at IS NULL",
        new { Key = Key(entry), At = entry.WithdrawnAt?.ToUnixTimeMilliseconds() },
        cancellationToken);

    private static byte[] Key(SetEntry entry) => entry.Id.ToByteArray(bigEndian: true);
}
