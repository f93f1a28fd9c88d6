using Dapper;
using NextModel.Ledger;
using NextModel.Storage.Sql;
using Npgsql;

namespace NextModel.Storage.Postgres;

/// <summary>Signing keys that all replicas share, their private halves sealed under the master key.</summary>
/// <remarks>Read at start and when one is replaced, by one thread at a time: it waits for the server.</remarks>
public sealed class PostgresSigningKeyStore(PostgresDatabase database) : ISigningKeyStore
{
    private const string Insert = "INSERT INTO signing_keys (name, public_key, sealed_key) VALUES (@Name, @Json, @Sealed)";

    public IReadOnlyList<KeptSigningKey> Load()
    {
        using var connection = database.Source.OpenConnection();
        return connection.Query<KeptSigningKey>("SELECT name, public_key json, sealed_key sealed FROM signing_keys ORDER BY name").AsList();
    }

    public void AddFirst(KeptSigningKey first) => Write((connection, transaction) =>
    {
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM signing_keys WHERE sealed_key IS NOT NULL", transaction: transaction) == 0)
        {
            connection.Execute(Insert, first, transaction);
        }
    });

    public void Replace(KeptSigningKey successor) => Write((connection, transaction) =>
    {
        connection.Execute("UPDATE signing_keys SET sealed_key = NULL", transaction: transaction);
        connection.Execute(Insert, successor, transaction);
    });

    private void Write(Action<NpgsqlConnection, NpgsqlTransaction> write)
    {
        using var connection = database.Source.OpenConnection();
        using var transaction = connection.BeginTransaction();
        connection.Execute("SELECT pg_advisory_xact_lock(@key)", new { key = PostgresDatabase.LockOf(SqlTurn.SigningKeys) }, transaction);
        write(connection, transaction);
        transaction.Commit();
    }
}
