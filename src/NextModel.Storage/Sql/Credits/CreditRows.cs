using System.Data.Common;
using System.Globalization;
using System.Text;
using NextModel.Credits;

namespace NextModel.Storage.Sql.Credits;

/// <summary>Reads credit.</summary>
internal static class CreditRows
{
    private const string Columns =
        "position, id, organization, kind, currency, at, balance, external_id, payment, reverses, expires_at, reason, actor, log, first_sequence, "
        + "last_sequence, receipts";

    public static async ValueTask<IReadOnlyList<CreditBalance>> BalancesAsync(SqlSession session)
    {
        var promos = (await session.QueryAsync(
            "SELECT organization, promo, expires_at, balance FROM credit_balances",
            null,
            row => (Organization: row.GetString(0), Promo: ToId(row, 1), ExpiresAt: ToTime(row, 2), Balance: row.GetInt64(3))))
            .ToLookup(row => row.Organization, StringComparer.Ordinal);
        return await session.QueryAsync(
            """
            SELECT o.id, o.currency, s.enforced, s.version FROM organizations o LEFT JOIN credit_settings s ON s.organization = o.id
            WHERE s.organization IS NOT NULL OR EXISTS (SELECT 1 FROM credit_balances b WHERE b.organization = o.id)
            """,
            null,
            owner => new CreditBalance(
                owner.GetString(0), owner.GetString(1), !owner.IsDBNull(2) && owner.GetInt64(2) == 1, owner.IsDBNull(3) ? 0 : owner.GetInt64(3),
                promos[owner.GetString(0)].Where(row => row.Promo == Guid.Empty).Sum(row => row.Balance),
                [.. promos[owner.GetString(0)].Where(row => row.Promo != Guid.Empty).Select(row => new CreditPromo(row.Promo, row.ExpiresAt, row.Balance))]));
    }

    public static async ValueTask<IReadOnlyList<PostedTransfer>> TransfersAsync(SqlSession session, CreditQuery query)
    {
        var sql = new StringBuilder($"SELECT {Columns} FROM credit_transfers WHERE organization = @OrganizationId");
        Add(query.After is not null, query.OldestFirst ? "position > @After" : "position < @After");
        Add(query.Kind is not null, "kind = @Kind");
        Add(query.Id is not null, "id = @Id");
        Add(query.ExternalId is not null, "external_id = @ExternalId");
        Add(query.Reverses is not null, "reverses = @Reverses");
        Add(query.From is not null, "at >= @From");
        Add(query.To is not null, "at < @To");
        sql.Append(CultureInfo.InvariantCulture, $" ORDER BY position {(query.OldestFirst ? "ASC" : "DESC")} LIMIT @Limit");
        var values = new
        {
            query.OrganizationId,
            query.After,
            Kind = (long?)query.Kind,
            Id = query.Id?.ToByteArray(bigEndian: true),
            query.ExternalId,
            Reverses = query.Reverses?.ToByteArray(bigEndian: true),
            From = query.From?.ToUnixTimeMilliseconds(),
            To = query.To?.ToUnixTimeMilliseconds(),
            query.Limit,
        };
        var posted = await session.QueryAsync(sql.ToString(), values, row => (Transfer: TransferOf(row), Position: row.GetInt64(0), Balance: row.GetInt64(6)));
        if (posted.Count == 0)
        {
            return [];
        }

        // Also those of other transfers in between: mostly there are few.
        var entries = (await session.QueryAsync(
            """
            SELECT e.transfer, e.account, e.promo, e.amount FROM credit_entries e JOIN credit_transfers t ON t.position = e.transfer
            WHERE t.organization = @OrganizationId AND t.position BETWEEN @First AND @Last ORDER BY e.account, e.promo
            """,
            new { query.OrganizationId, First = posted.Min(one => one.Position), Last = posted.Max(one => one.Position) },
            row => (Transfer: row.GetInt64(0), Entry: new CreditEntry((CreditAccountKind)row.GetInt32(1), ToId(row, 2) is var promo && promo == Guid.Empty ? null : promo, row.GetInt64(3)))))
            .ToLookup(row => row.Transfer, row => row.Entry);
        return [.. posted.Select(one => new PostedTransfer(one.Position, one.Balance, one.Transfer([.. entries[one.Position]])))];

        void Add(bool wanted, string condition) => sql.Append(wanted ? " AND " + condition : "");
    }

    public static async ValueTask<Payment?> FindPaymentAsync(SqlSession session, string source, string id)
    {
        var payments = await session.QueryAsync(
            "SELECT currency, organization, gross, credit, taken FROM credit_payments WHERE source = @source AND payment = @id",
            new { source, id },
            row => new Payment(source, id, row.GetString(0))
            {
                OrganizationId = row.IsDBNull(1) ? null : row.GetString(1),
                GrossNano = row.GetInt64(2),
                CreditNano = row.GetInt64(3),
                TakenNano = row.GetInt64(4),
            });
        return payments is not [var payment]
            ? null
            : payment with
            {
                Facts = await session.QueryAsync(
                    "SELECT fact, kind, state, amount FROM credit_payment_facts WHERE source = @source AND payment = @id",
                    new { source, id },
                    row => new PaymentFact(row.GetString(0), (PaymentFactKind)row.GetInt32(1), (PaymentFactState)row.GetInt32(2), row.GetInt64(3))),
            };
    }

    public static async ValueTask<bool> HasEventAsync(SqlSession session, string source, string id) =>
        await session.ScalarAsync<long>("SELECT count(*) FROM credit_events WHERE source = @source AND event = @id", new { source, id }) > 0;

    private static Func<IReadOnlyList<CreditEntry>, CreditTransfer> TransferOf(DbDataReader row)
    {
        var (id, organization, kind, currency, at) = (ToId(row, 1), row.GetString(2), (CreditTransferKind)row.GetInt32(3), row.GetString(4), ToTime(row, 5)!.Value);
        var (externalId, payment, reverses, expiresAt) = (Text(row, 7), Text(row, 8), row.IsDBNull(9) ? (Guid?)null : ToId(row, 9), ToTime(row, 10));
        var (reason, actor) = (row.GetString(11), row.GetString(12));
        var receipts = row.IsDBNull(13) ? null : new CreditReceipts(ToId(row, 13), row.GetInt64(14), row.GetInt64(15), row.GetInt32(16));
        return entries => new CreditTransfer
        {
            Id = id,
            OrganizationId = organization,
            Kind = kind,
            Currency = currency,
            At = at,
            ExternalId = externalId,
            Payment = payment,
            Reverses = reverses,
            ExpiresAt = expiresAt,
            Reason = reason,
            Actor = actor,
            Receipts = receipts,
            Entries = entries,
        };
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Guid ToId(DbDataReader row, int column) => new(row.GetFieldValue<byte[]>(column), bigEndian: true);

    private static DateTimeOffset? ToTime(DbDataReader row, int column) => row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
