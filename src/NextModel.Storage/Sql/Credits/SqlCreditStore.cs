using System.Data.Common;
using Microsoft.Data.Sqlite;
using NextModel.Credits;
using NextModel.Storage.Postgres;
using NextModel.Storage.Sqlite;
using Npgsql;
using SQLitePCL;

namespace NextModel.Storage.Sql.Credits;

/// <summary>Credit. What requests are charged is posted by the ledger.</summary>
public sealed class SqlCreditStore(SqlAuditStore audits) : ICreditStore
{
    public ValueTask<IReadOnlyList<CreditBalance>> LoadAsync(CancellationToken cancellationToken) =>
        audits.Database.ReadMomentAsync(CreditRows.BalancesAsync, cancellationToken);

    public async ValueTask PostAsync(CreditPosting posting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(posting);
        try
        {
            if (posting.Audit is { } audit)
            {
                await audits.CommitAsync(
                    [audit],
                    async session =>
                    {
                        await audits.Database.TakeTurnAsync(session, SqlTurn.Credit);
                        await WriteAsync(session, posting, IsShared);
                    },
                    cancellationToken);
            }
            else
            {
                await audits.Database.WriteAsync(
                    SqlTurn.Credit,
                    async session =>
                    {
                        await WriteAsync(session, posting, IsShared);
                        return true;
                    },
                    cancellationToken);
            }
        }
        catch (DbException twice) when (IsTwice(twice))
        {
            throw new InvalidOperationException("This stands in the books already.", twice);
        }
    }

    public ValueTask<IReadOnlyList<PostedTransfer>> ListAsync(CreditQuery query, CancellationToken cancellationToken) =>
        audits.Database.ReadMomentAsync(session => CreditRows.TransfersAsync(session, query), cancellationToken);

    public ValueTask<Payment?> FindPaymentAsync(string source, string id, CancellationToken cancellationToken) =>
        audits.Database.ReadMomentAsync(session => CreditRows.FindPaymentAsync(session, source, id), cancellationToken);

    public ValueTask<bool> HasEventAsync(string source, string eventId, CancellationToken cancellationToken) =>
        audits.Database.ReadAsync(session => CreditRows.HasEventAsync(session, source, eventId), cancellationToken);

    public ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) => CheckAsync(audits.Database, cancellationToken);

    /// <summary>The same on a database that may be of an older version, which has no credit.</summary>
    public static ValueTask<IReadOnlyList<string>> CheckAsync(SqlDatabase database, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.ReadMomentAsync(
            async session => database is SqliteDatabase && await session.ScalarAsync<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'credit_entries'") == 0
                ? []
                : await CreditCheck.RunAsync(session),
            cancellationToken);
    }

    // Where one process has the credit, it holds what it takes before it writes.
    private bool IsShared => audits.Database is PostgresDatabase;

    // What was taken was there, and no replica has leased it.
    private static async ValueTask RequireFreeAsync(SqlSession session, CreditTransfer transfer)
    {
        var promo = transfer.Entries.First(entry => entry.IsBalance).Promo ?? Guid.Empty;
        if (await session.ScalarAsync<long>(
            """
            SELECT count(*) FROM credit_balances WHERE organization = @OrganizationId AND (balance < 0 AND promo = @Promo
                OR (SELECT sum(balance) FROM credit_balances WHERE organization = @OrganizationId)
                    < (SELECT coalesce(sum(amount), 0) FROM credit_leases WHERE organization = @OrganizationId))
            """,
            new { transfer.OrganizationId, Promo = promo.ToByteArray(bigEndian: true) }) > 0)
        {
            throw new CreditHeldException();
        }
    }

    private static bool IsTwice(DbException failure) => failure is
        SqliteException { SqliteExtendedErrorCode: raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY }
        or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    private static async ValueTask WriteAsync(SqlSession session, CreditPosting posting, bool isShared)
    {
        foreach (var transfer in posting.Transfers)
        {
            await CreditTransferRows.AddAsync(session, transfer);
            if (isShared && transfer is { AmountNano: < 0, Kind: CreditTransferKind.Expiry or CreditTransferKind.Adjustment or CreditTransferKind.Reversal })
            {
                await RequireFreeAsync(session, transfer);
            }
        }

        if (posting.Setting is { } setting)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO credit_settings (organization, enforced, version) VALUES (@OrganizationId, @Enforced, @Version)
                ON CONFLICT (organization) DO UPDATE SET enforced = excluded.enforced, version = excluded.version
                """,
                new { setting.OrganizationId, Enforced = setting.IsEnforced ? 1L : 0L, setting.Version });
        }

        if (posting.Event is { } told)
        {
            await session.ExecuteAsync(
                "INSERT INTO credit_events (source, event, type, payment) VALUES (@Source, @Id, @Type, @PaymentId)", new { told.Source, told.Id, told.Type, told.PaymentId });
        }

        if (posting.Payment is { } payment)
        {
            await WriteAsync(session, payment);
        }
    }

    private static async ValueTask WriteAsync(SqlSession session, Payment payment)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO credit_payments (source, payment, currency, organization, gross, credit, taken)
            VALUES (@Source, @Id, @Currency, @OrganizationId, @GrossNano, @CreditNano, @TakenNano)
            ON CONFLICT (source, payment) DO UPDATE SET organization = excluded.organization, gross = excluded.gross, credit = excluded.credit,
                taken = excluded.taken
            """,
            new { payment.Source, payment.Id, payment.Currency, payment.OrganizationId, payment.GrossNano, payment.CreditNano, payment.TakenNano });
        foreach (var fact in payment.Facts)
        {
            await session.ExecuteAsync(
                """
                INSERT INTO credit_payment_facts (source, payment, fact, kind, state, amount) VALUES (@Source, @Payment, @Id, @Kind, @State, @Nano)
                ON CONFLICT (source, payment, fact) DO UPDATE SET kind = excluded.kind, state = excluded.state, amount = excluded.amount
                """,
                new { payment.Source, Payment = payment.Id, fact.Id, Kind = (long)fact.Kind, State = (long)fact.State, fact.Nano });
        }
    }
}
