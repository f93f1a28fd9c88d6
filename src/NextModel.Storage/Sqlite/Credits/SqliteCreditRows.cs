using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Credits;

namespace NextModel.Storage.Sqlite.Credits;

/// <summary>Reads credit from nextmodel.db.</summary>
internal static class SqliteCreditRows
{
    private const string Columns =
        "position, id, organization, kind, currency, at, balance, external_id, payment, reverses, expires_at, reason, actor, log, first_sequence, "
        + "last_sequence, receipts";

    public static List<CreditBalance> Balances(SqliteConnection connection)
    {
        var promos = connection.Query<(string Organization, byte[] Promo, long? ExpiresAt, long Balance)>(
            "SELECT organization, promo, expires_at, balance FROM credit_balances").ToLookup(row => row.Organization, StringComparer.Ordinal);
        var owners = connection.Query<(string Id, string Currency, long? Enforced, long? Version)>(
            """
            SELECT o.id, o.currency, s.enforced, s.version FROM organizations o LEFT JOIN credit_settings s ON s.organization = o.id
            WHERE s.organization IS NOT NULL OR EXISTS (SELECT 1 FROM credit_balances b WHERE b.organization = o.id)
            """);
        return
        [
            .. owners.Select(owner =>
            {
                var rows = promos[owner.Id].Select(row => (Promo: ToId(row.Promo), ExpiresAt: ToTime(row.ExpiresAt), row.Balance)).ToList();
                return new CreditBalance(
                    owner.Id, owner.Currency, owner.Enforced == 1, owner.Version ?? 0, rows.Where(row => row.Promo == Guid.Empty).Sum(row => row.Balance),
                    [.. rows.Where(row => row.Promo != Guid.Empty).Select(row => new CreditPromo(row.Promo, row.ExpiresAt, row.Balance))]);
            }),
        ];
    }

    public static List<PostedTransfer> Transfers(SqliteConnection connection, CreditQuery query)
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
            Kind = (int?)query.Kind,
            Id = query.Id?.ToByteArray(bigEndian: true),
            query.ExternalId,
            Reverses = query.Reverses?.ToByteArray(bigEndian: true),
            From = query.From?.ToUnixTimeMilliseconds(),
            To = query.To?.ToUnixTimeMilliseconds(),
            query.Limit,
        };
        var posted = new List<PostedTransfer>();
        using var rows = connection.ExecuteReader(sql.ToString(), values);
        while (rows.Read())
        {
            var position = rows.GetInt64(0);
            posted.Add(new PostedTransfer(position, rows.GetInt64(6), new CreditTransfer
            {
                Id = ToId((byte[])rows.GetValue(1)),
                OrganizationId = rows.GetString(2),
                Kind = (CreditTransferKind)rows.GetInt32(3),
                Currency = rows.GetString(4),
                At = DateTimeOffset.FromUnixTimeMilliseconds(rows.GetInt64(5)),
                ExternalId = rows.IsDBNull(7) ? null : rows.GetString(7),
                Payment = rows.IsDBNull(8) ? null : rows.GetString(8),
                Reverses = rows.IsDBNull(9) ? null : ToId((byte[])rows.GetValue(9)),
                ExpiresAt = ToTime(rows.IsDBNull(10) ? null : rows.GetInt64(10)),
                Reason = rows.GetString(11),
                Actor = rows.GetString(12),
                Receipts = rows.IsDBNull(13)
                    ? null
                    : new CreditReceipts(ToId((byte[])rows.GetValue(13)), rows.GetInt64(14), rows.GetInt64(15), rows.GetInt32(16)),
                Entries = Entries(connection, position),
            }));
        }

        return posted;

        void Add(bool wanted, string condition) => sql.Append(wanted ? " AND " + condition : "");
    }

    public static Payment? FindPayment(SqliteConnection connection, string source, string id)
    {
        var row = connection.QuerySingleOrDefault<(string Currency, string? Organization, long Gross, long Credit, long Taken)>(
            "SELECT currency, organization, gross, credit, taken FROM credit_payments WHERE source = @source AND payment = @id", new { source, id });
        if (row.Currency is null)
        {
            return null;
        }

        var facts = connection.Query<(string Fact, int Kind, int State, long Amount)>(
            "SELECT fact, kind, state, amount FROM credit_payment_facts WHERE source = @source AND payment = @id", new { source, id });
        return new Payment(source, id, row.Currency)
        {
            OrganizationId = row.Organization,
            GrossNano = row.Gross,
            CreditNano = row.Credit,
            TakenNano = row.Taken,
            Facts = [.. facts.Select(fact => new PaymentFact(fact.Fact, (PaymentFactKind)fact.Kind, (PaymentFactState)fact.State, fact.Amount))],
        };
    }

    public static bool HasEvent(SqliteConnection connection, string source, string id) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM credit_events WHERE source = @source AND event = @id", new { source, id }) > 0;

    private static List<CreditEntry> Entries(SqliteConnection connection, long position) =>
    [
        .. connection.Query<(int Account, byte[] Promo, long Amount)>(
            "SELECT account, promo, amount FROM credit_entries WHERE transfer = @position ORDER BY account, promo", new { position })
            .Select(row => new CreditEntry((CreditAccountKind)row.Account, ToId(row.Promo) is var promo && promo == Guid.Empty ? null : promo, row.Amount)),
    ];

    private static Guid ToId(byte[] bytes) => new(bytes, bigEndian: true);

    private static DateTimeOffset? ToTime(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
