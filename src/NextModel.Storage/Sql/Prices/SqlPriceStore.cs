using NextModel.Audit;
using NextModel.Catalog;

namespace NextModel.Storage.Sql.Prices;

/// <summary>Set prices.</summary>
public sealed class SqlPriceStore(SqlAuditStore audits) : IPriceStore
{
    public async ValueTask<IReadOnlyList<SetPrice>> LoadAsync(CancellationToken cancellationToken) => await audits.Database.ReadAsync(
        session => session.QueryAsync(
            "SELECT id, model, source, version, effective_from, set_at, set_by, document, withdrawn_at FROM prices ORDER BY id",
            null,
            rows => new SetPrice
            {
                Id = new Guid((byte[])rows.GetValue(0), bigEndian: true),
                Model = rows.GetString(1),
                Source = rows.GetString(2),
                Version = rows.GetInt64(3),
                EffectiveFrom = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(4)),
                SetAt = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
                SetBy = rows.GetString(6),
                Document = rows.IsDBNull(7) ? null : rows.GetString(7),
                WithdrawnAt = rows.IsDBNull(8) ? null : DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(8)),
            }),
        cancellationToken);

    public ValueTask AddAsync(SetPrice price, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitAsync(
        audit,
        """
        INSERT INTO prices (id, model, source, version, effective_from, set_at, set_by, document)
        VALUES (@Key, @Model, @Source, @Version, @From, @At, @SetBy, @Document)
        """,
        new
        {
            Key = Key(price),
            price.Model,
            price.Source,
            price.Version,
            From = price.EffectiveFrom.ToUnixTimeMilliseconds(),
            At = price.SetAt.ToUnixTimeMilliseconds(),
            price.SetBy,
            price.Document,
        },
        cancellationToken);

    public ValueTask WithdrawAsync(SetPrice price, AuditDraft audit, CancellationToken cancellationToken) => audits.CommitOneAsync(
        audit,
        "UPDATE prices SET withdrawn_at = @At WHERE id = @Key AND withdrawn_at IS NULL",
        new { Key = Key(price), At = price.WithdrawnAt?.ToUnixTimeMilliseconds() },
        cancellationToken);

    private static byte[] Key(SetPrice price) => price.Id.ToByteArray(bigEndian: true);
}
