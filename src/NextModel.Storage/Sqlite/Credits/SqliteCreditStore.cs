using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using NextModel.Credits;
using NextModel.Storage.Sqlite.Audit;
using SQLitePCL;

namespace NextModel.Storage.Sqlite.Credits;

/// <summary>Credit in nextmodel.db, through its one writing connection.</summary>
public sealed class SqliteCreditStore : ICreditStore, IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteAuditStore _audits;
    private readonly SqliteCreditTransfers _transfers;

    public SqliteCreditStore(SqliteDatabase database, SqliteAuditStore audits)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _audits = audits;
        _transfers = new SqliteCreditTransfers(database.Writer);
    }

    public ValueTask<IReadOnlyList<CreditBalance>> LoadAsync(CancellationToken cancellationToken) => Read<IReadOnlyList<CreditBalance>>(SqliteCreditRows.Balances);

    public ValueTask PostAsync(CreditPosting posting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(posting);
        try
        {
            if (posting.Audit is { } audit)
            {
                _audits.Commit(audit, (_, transaction) => Write(posting, transaction));
            }
            else
            {
                lock (_database.Gate)
                {
                    using var transaction = _database.Writer.BeginTransaction(IsolationLevel.Serializable, deferred: false);
                    Write(posting, transaction);
                    transaction.Commit();
                }
            }
        }
        catch (SqliteException twice) when (twice.SqliteExtendedErrorCode is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY)
        {
            throw new InvalidOperationException("This stands in the books already.", twice);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<PostedTransfer>> ListAsync(CreditQuery query, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<PostedTransfer>>(connection => SqliteCreditRows.Transfers(connection, query));

    public ValueTask<Payment?> FindPaymentAsync(string source, string id, CancellationToken cancellationToken) =>
        Read(connection => SqliteCreditRows.FindPayment(connection, source, id));

    public ValueTask<bool> HasEventAsync(string source, string eventId, CancellationToken cancellationToken) =>
        Read(connection => SqliteCreditRows.HasEvent(connection, source, eventId));

    public ValueTask<IReadOnlyList<string>> CheckAsync(CancellationToken cancellationToken) => Read(SqliteCreditCheck.Run);

    /// <summary>The same on a file that may be of an older version, which has no credit.</summary>
    public static IReadOnlyList<string> Check(SqliteDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        using var reader = database.RentReader();
        return reader.Connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema WHERE name = 'credit_entries'") == 0 ? [] : SqliteCreditCheck.Run(reader.Connection);
    }

    public void Dispose() => _transfers.Dispose();

    private ValueTask<T> Read<T>(Func<SqliteConnection, T> read)
    {
        using var reader = _database.RentReader();
        return ValueTask.FromResult(read(reader.Connection));
    }

    private void Write(CreditPosting posting, SqliteTransaction transaction)
    {
        _transfers.Add(posting.Transfers);
        if (posting.Setting is { } setting)
        {
            Execute(
                """
                INSERT INTO credit_settings (organization, enforced, version) VALUES (@OrganizationId, @IsEnforced, @Version)
                ON CONFLICT DO UPDATE SET enforced = excluded.enforced, version = excluded.version
                """,
                setting);
        }

        if (posting.Event is { } told)
        {
            Execute("INSERT INTO credit_events (source, event, type, payment) VALUES (@Source, @Id, @Type, @PaymentId)", told);
        }

        if (posting.Payment is not { } payment)
        {
            return;
        }

        Execute(
            """
            INSERT INTO credit_payments (source, payment, currency, organization, gross, credit, taken)
            VALUES (@Source, @Id, @Currency, @OrganizationId, @GrossNano, @CreditNano, @TakenNano)
            ON CONFLICT DO UPDATE SET organization = excluded.organization, gross = excluded.gross, credit = excluded.credit, taken = excluded.taken
            """,
            payment);
        foreach (var fact in payment.Facts)
        {
            Execute(
                """
                INSERT INTO credit_payment_facts (source, payment, fact, kind, state, amount) VALUES (@Source, @Payment, @Id, @Kind, @State, @Nano)
                ON CONFLICT DO UPDATE SET kind = excluded.kind, state = excluded.state, amount = excluded.amount
                """,
                new { payment.Source, Payment = payment.Id, fact.Id, fact.Kind, fact.State, fact.Nano });
        }

        void Execute(string sql, object values) => _database.Writer.Execute(sql, values, transaction);
    }
}
