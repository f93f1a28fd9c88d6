using Microsoft.Data.Sqlite;
using NextModel.Credits;

namespace NextModel.Storage.Sqlite.Credits;

/// <summary>Adds transfers to the open transaction, with their entries and the balances after them. Only under the database's gate.</summary>
internal sealed class SqliteCreditTransfers(SqliteConnection writer) : IDisposable
{
    private readonly SqliteStatement _balance = new(
        writer,
        """
        INSERT INTO credit_balances (organization, promo, expires_at, balance) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET balance = balance + excluded.balance
        """);

    private readonly SqliteStatement _usedUp = new(writer, "DELETE FROM credit_balances WHERE organization = ? AND promo = ? AND balance = 0");

    private readonly SqliteStatement _transfer = new(
        writer,
        """
        INSERT INTO credit_transfers (id, organization, kind, currency, at, balance, external_id, payment, reverses, expires_at, reason, actor,
            log, first_sequence, last_sequence, receipts)
        VALUES (?1, ?2, ?3, ?4, ?5, (SELECT coalesce(sum(balance), 0) FROM credit_balances WHERE organization = ?2), ?6, ?7, ?8, ?9, ?10, ?11,
            ?12, ?13, ?14, ?15)
        """);

    private readonly SqliteStatement _entry = new(writer, "INSERT INTO credit_entries (transfer, account, promo, amount) VALUES (?, ?, ?, ?)");

    public void Add(IReadOnlyCollection<CreditTransfer> transfers)
    {
        foreach (var transfer in transfers)
        {
            Add(transfer);
        }
    }

    public void Dispose()
    {
        _balance.Dispose();
        _usedUp.Dispose();
        _transfer.Dispose();
        _entry.Dispose();
    }

    private void Add(CreditTransfer transfer)
    {
        foreach (var entry in transfer.Entries)
        {
            if (entry.IsBalance)
            {
                AddToBalance(transfer, entry);
            }
        }

        Span<byte> id = stackalloc byte[16];
        Write(transfer.Id, id);
        _transfer.Bind(1, id);
        _transfer.Bind(2, transfer.OrganizationId);
        _transfer.Bind(3, (long)transfer.Kind);
        _transfer.Bind(4, transfer.Currency);
        _transfer.Bind(5, transfer.At.ToUnixTimeMilliseconds());
        Bind(_transfer, 6, transfer.ExternalId);
        Bind(_transfer, 7, transfer.Payment);
        Bind(_transfer, 8, transfer.Reverses);
        Bind(_transfer, 9, transfer.ExpiresAt?.ToUnixTimeMilliseconds());
        _transfer.Bind(10, transfer.Reason);
        _transfer.Bind(11, transfer.Actor);
        Bind(_transfer, 12, transfer.Receipts?.LogId);
        Bind(_transfer, 13, transfer.Receipts?.First);
        Bind(_transfer, 14, transfer.Receipts?.Last);
        Bind(_transfer, 15, transfer.Receipts?.Count);
        _transfer.Run();

        var position = _transfer.LastRowId;
        foreach (var (account, promo, nano) in transfer.Entries)
        {
            Write(promo ?? Guid.Empty, id);
            _entry.Bind(1, position);
            _entry.Bind(2, (long)account);
            _entry.Bind(3, id);
            _entry.Bind(4, nano);
            _entry.Run();
        }
    }

    private void AddToBalance(CreditTransfer transfer, CreditEntry entry)
    {
        Span<byte> promo = stackalloc byte[16];
        Write(entry.Promo ?? Guid.Empty, promo);
        _balance.Bind(1, transfer.OrganizationId);
        _balance.Bind(2, promo);
        Bind(_balance, 3, entry.Promo is null ? null : transfer.ExpiresAt?.ToUnixTimeMilliseconds());
        _balance.Bind(4, entry.Nano);
        _balance.Run();
        if (entry.Promo is not null)
        {
            _usedUp.Bind(1, transfer.OrganizationId);
            _usedUp.Bind(2, promo);
            _usedUp.Run();
        }
    }

    private static void Write(Guid id, Span<byte> bytes) => id.TryWriteBytes(bytes, bigEndian: true, out _);

    private static void Bind(SqliteStatement statement, int index, string? value)
    {
        if (value is null)
        {
            statement.BindNull(index);
        }
        else
        {
            statement.Bind(index, value);
        }
    }

    private static void Bind(SqliteStatement statement, int index, long? value)
    {
        if (value is { } number)
        {
            statement.Bind(index, number);
        }
        else
        {
            statement.BindNull(index);
        }
    }

    private static void Bind(SqliteStatement statement, int index, Guid? value)
    {
        if (value is not { } id)
        {
            statement.BindNull(index);
            return;
        }

        Span<byte> bytes = stackalloc byte[16];
        Write(id, bytes);
        statement.Bind(index, bytes);
    }
}
