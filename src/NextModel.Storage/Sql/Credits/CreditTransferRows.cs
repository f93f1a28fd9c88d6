using NextModel.Credits;

namespace NextModel.Storage.Sql.Credits;

/// <summary>Adds a transfer to the open transaction, with its entries and the balances after it.</summary>
internal static class CreditTransferRows
{
    public static async ValueTask AddAsync(SqlSession session, CreditTransfer transfer)
    {
        foreach (var entry in transfer.Entries.Where(entry => entry.IsBalance))
        {
            await AddToBalanceAsync(session, transfer, entry);
        }

        var position = await session.ScalarAsync<long>(
            """
            INSERT INTO credit_transfers (id, organization, kind, currency, at, balance, external_id, payment, reverses, expires_at, reason, actor,
                log, first_sequence, last_sequence, receipts)
            VALUES (@Id, @OrganizationId, @Kind, @Currency, @At,
                (SELECT coalesce(sum(balance), 0) FROM credit_balances WHERE organization = @OrganizationId),
                @ExternalId, @Payment, @Reverses, @ExpiresAt, @Reason, @Actor, @Log, @First, @Last, @Count)
            RETURNING position
            """,
            new
            {
                Id = Key(transfer.Id),
                transfer.OrganizationId,
                Kind = (long)transfer.Kind,
                transfer.Currency,
                At = transfer.At.ToUnixTimeMilliseconds(),
                transfer.ExternalId,
                transfer.Payment,
                Reverses = transfer.Reverses is { } undone ? Key(undone) : null,
                ExpiresAt = transfer.ExpiresAt?.ToUnixTimeMilliseconds(),
                transfer.Reason,
                transfer.Actor,
                Log = transfer.Receipts is { } receipts ? Key(receipts.LogId) : null,
                transfer.Receipts?.First,
                transfer.Receipts?.Last,
                Count = (long?)transfer.Receipts?.Count,
            });
        foreach (var (account, promo, nano) in transfer.Entries)
        {
            await session.ExecuteAsync(
                "INSERT INTO credit_entries (transfer, account, promo, amount) VALUES (@position, @Account, @Promo, @nano)",
                new { position, Account = (long)account, Promo = Key(promo ?? Guid.Empty), nano });
        }
    }

    private static async ValueTask AddToBalanceAsync(SqlSession session, CreditTransfer transfer, CreditEntry entry)
    {
        var values = new
        {
            transfer.OrganizationId,
            Promo = Key(entry.Promo ?? Guid.Empty),
            ExpiresAt = entry.Promo is null ? null : transfer.ExpiresAt?.ToUnixTimeMilliseconds(),
            entry.Nano,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO credit_balances (organization, promo, expires_at, balance) VALUES (@OrganizationId, @Promo, @ExpiresAt, @Nano)
            ON CONFLICT (organization, promo) DO UPDATE SET balance = credit_balances.balance + excluded.balance
            """,
            values);
        if (entry.Promo is not null)
        {
            await session.ExecuteAsync("DELETE FROM credit_balances WHERE organization = @OrganizationId AND promo = @Promo AND balance = 0", values);
        }
    }

    private static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);
}
