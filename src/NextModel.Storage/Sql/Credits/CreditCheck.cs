using System.Globalization;
using NextModel.Billing;

namespace NextModel.Storage.Sql.Credits;

/// <summary>Adds the entries of all credit up again.</summary>
internal static class CreditCheck
{
    public static async ValueTask<IReadOnlyList<string>> RunAsync(SqlSession session) =>
    [
        .. await session.QueryAsync(
            """
            SELECT t.id, CAST(coalesce(sum(e.amount), 0) AS bigint) FROM credit_transfers t LEFT JOIN credit_entries e ON e.transfer = t.position
            GROUP BY t.position, t.id HAVING coalesce(sum(e.amount), 0) <> 0 OR count(e.amount) < 2
            """,
            null,
            row => $"The entries of the transfer ctr_{Hex(row.GetFieldValue<byte[]>(0))} sum to {Show(row.GetInt64(1))}, not to zero."),
        .. await session.QueryAsync(
            """
            SELECT organization, promo, CAST(sum(total) AS bigint), CAST(sum(kept) AS bigint) FROM (
                SELECT t.organization, e.promo, sum(e.amount) AS total, 0 AS kept FROM credit_entries e JOIN credit_transfers t ON t.position = e.transfer
                WHERE e.account IN (1, 2) GROUP BY t.organization, e.promo
                UNION ALL SELECT organization, promo, 0, balance FROM credit_balances) AS sums
            GROUP BY organization, promo HAVING sum(total) <> sum(kept)
            """,
            null,
            row => $"The entries of {Name(row.GetFieldValue<byte[]>(1))} of {row.GetString(0)} sum to {Show(row.GetInt64(2))}, and its balance says {Show(row.GetInt64(3))}."),
        .. await session.QueryAsync(
            """
            SELECT id, CAST(running AS bigint), balance FROM (
                SELECT t.id, t.balance, sum(sum(e.amount)) OVER (PARTITION BY t.organization ORDER BY t.position) AS running
                FROM credit_transfers t JOIN credit_entries e ON e.transfer = t.position AND e.account IN (1, 2)
                GROUP BY t.position, t.id, t.balance, t.organization) AS balances
            WHERE running <> balance
            """,
            null,
            row => $"After the transfer ctr_{Hex(row.GetFieldValue<byte[]>(0))} the balance is {Show(row.GetInt64(1))}, and it says {Show(row.GetInt64(2))}."),
    ];

    private static string Name(byte[] promo) => promo.All(b => b == 0) ? "the paid credit" : "the promo ctr_" + Hex(promo);

    private static string Hex(byte[] id) => Convert.ToHexStringLower(id);

    private static string Show(long nano) => Money.FromNanos(nano).ToString(CultureInfo.InvariantCulture);
}
