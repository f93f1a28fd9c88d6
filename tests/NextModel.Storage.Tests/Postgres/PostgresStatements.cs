using Dapper;
using NextModel.Storage.Postgres;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Statements beside the stores.</summary>
internal static class PostgresStatements
{
    /// <summary>Runs a statement, for setting up faults.</summary>
    public static void Execute(this PostgresDatabase database, string sql)
    {
        using var connection = database.Source.OpenConnection();
        connection.Execute(sql);
    }

    /// <summary>The single number a query gives.</summary>
    public static long Scalar(this PostgresDatabase database, string sql)
    {
        using var connection = database.Source.OpenConnection();
        return connection.ExecuteScalar<long>(sql);
    }
}
