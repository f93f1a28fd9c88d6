using Dapper;
using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Storage.Sqlite.Audit;

namespace NextModel.Storage.Sqlite.Prices;

/// <summary>Set prices in nextmodel.db, through its one writing connection.</summary>
public sealed class SqlitePriceStore(SqliteDatabase database, SqliteAuditStore audits) : IPriceStore
{
    public ValueTask<IReadOnlyList<SetPrice>> LoadAsync(CancellationToken cancellationToken)
    {
        using var reader = database.RentReader();
        using var rows = reader.Connection.ExecuteReader(
            "SELECT id, model, source, version, effective_from, set_at, set_by, document, withdrawn_at FROM prices ORDER BY id");
        var prices = new List<SetPrice>();
        while (rows.Read())
        {
            prices.Add(new SetPrice
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
            });
        }

        return ValueTask.FromResult<IReadOnlyList<SetPrice>>(prices);
    }

    public ValueTask AddAsync(SetPrice price, AuditDraft audit, CancellationToken cancellationToken) => Commit(
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
        });

    public ValueTask WithdrawAsync(SetPrice price, AuditDraft audit, CancellationToken cancellationToken) => Commit(
        audit, "UPDATE prices SET withdrawn_at = @At WHERE id = @Key", new { Key = Key(price), At = price.WithdrawnAt?.ToUnixTimeMilliseconds() });

    private static byte[] Key(SetPrice price) => price.Id.ToByteArray(bigEndian: true);

    private ValueTask Commit(AuditDraft audit, string sql, object values)
    {
        audits.Commit(audit, (connection, transaction) => connection.Execute(sql, values, transaction));
        return ValueTask.CompletedTask;
    }
}
