using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Billing;

namespace NextModel.Storage.Sqlite.Credits;

/// <summary>Adds the entries of all credit up again.</summary>
internal static class SqliteCreditCheck
{
    public static IReadOnlyList<string> Run(SqliteConnection connection) =>
    [
        .. connection.Query<(byte[] Id, long Sum)>(
            """
            SELECT t.id, coalesce(sum(e.amount), 0) AS total FROM credit_transfers t LEFT JOIN credit_entries e ON e.transfer = t.position
            GROUP BY t.position HAVING total <> 0 OR count(e.amount) < 2
            """).Select(row => $"The entries of the transfer ctr_{Convert.ToHexStringLower(row.Id)} sum to {Show(row.Sum)}, not to zero."),
        .. connection.Query<(string Organization, byte[] Promo, long Sum, long Kept)>(
            """
            SELECT organization, promo, sum(total), sum(kept) FROM (
                SELECT t.organization, e.promo, sum(e.amount) AS total, 0 AS kept FROM credit_entries e JOIN credit_transfers t ON t.position = e.transfer
                WHERE e.account IN (1, 2) GROUP BY t.organization, e.promo
                UNION ALL SELECT organization, promo, 0, balance FROM credit_balances)
            GROUP BY organization, promo HAVING sum(total) <> sum(kept)
            """).Select(row => $"The entries of {Name(row.Promo)} of {row.Organization} sum to {Show(row.Sum)}, and its balance says {Show(row.Kept)}."),
        .. connection.Query<(byte[] Id, long Running, long Stated)>(
            """
            SELECT id, running, balance FROM (
                SELECT t.id, t.balance, sum(sum(e.amount)) OVER (PARTITION BY t.organization ORDER BY t.position) AS running
                FROM credit_transfers t JOIN credit_entries e ON e.transfer = t.position AND e.account IN (1, 2) GROUP BY t.position)
            WHERE running <> balance
            """).Select(row =>
                $"After the transfer ctr_{Convert.ToHexStringLower(row.Id)} the balance is {Show(row.Running)}, and it says {Show(row.Stated)}."),
    ];

    private static string Name(byte[] promo) => promo.All(b => b == 0) ? "the paid credit" : "the promo ctr_" + Convert.ToHexStringLower(promo);

    private static string Show(long nano) => Money.FromNanos(nano).ToString(CultureInfo.InvariantCulture);
}
