using Microsoft.Data.Sqlite;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Statements beside the stores.</summary>
internal static class SqliteStatements
{
    /// <summary>The single number a query of a file gives.</summary>
    public static long Scalar(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
