using System.Globalization;
using Dapper;
using Npgsql;

namespace NextModel.Storage.Postgres;

/// <summary>What an operator should know of a PostgreSQL database, changing nothing in it.</summary>
/// <param name="Severity"><c>ok</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Text">What was seen.</param>
/// <param name="Fix">What to do about it; null when nothing.</param>
public sealed record PostgresExamination(string Severity, string Text, string? Fix)
{
    private const int OldestServer = 150_000;

    /// <summary>Connects and looks.</summary>
    public static async ValueTask<IReadOnlyList<PostgresExamination>> RunAsync(PostgresAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        using var database = PostgresDatabase.Of(address);
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            return await LookAsync(connection, database.Name);
        }
        catch (NpgsqlException failure)
        {
            return [new PostgresExamination("error", $"{database.Name} cannot be used: {failure.Message}", "Check NEXTMODEL_DATABASE, that the server runs, and that it lets this machine and user in.")];
        }
    }

    private static async ValueTask<IReadOnlyList<PostgresExamination>> LookAsync(NpgsqlConnection connection, string name)
    {
        var seen = new List<PostgresExamination>();
        var version = int.Parse(await SettingAsync("server_version_num"), CultureInfo.InvariantCulture);
        seen.Add(version < OldestServer
            ? new PostgresExamination("error", $"{name} is version {connection.PostgreSqlVersion}.", "Use PostgreSQL 15 or later.")
            : new PostgresExamination("ok", $"{name} answers (version {connection.PostgreSqlVersion})", null));
        if (await SettingAsync("synchronous_commit") is "off")
        {
            seen.Add(new PostgresExamination("error", "synchronous_commit is off: a crash of the server loses receipts that callers have.", "Set it to on, for the database or the user of NEXTMODEL_DATABASE."));
        }

        if (await SettingAsync("fsync") is "off" || await SettingAsync("full_page_writes") is "off")
        {
            seen.Add(new PostgresExamination("error", "fsync or full_page_writes is off: a crash of the machine can destroy the database.", "Set both to on in postgresql.conf and restart the server."));
        }

        var pool = new NpgsqlConnectionStringBuilder(connection.ConnectionString).MaxPoolSize;
        var most = int.Parse(await SettingAsync("max_connections"), CultureInfo.InvariantCulture);
        if (pool >= most)
        {
            seen.Add(new PostgresExamination(
                "warning",
                string.Create(CultureInfo.InvariantCulture, $"One replica may open {pool} connections, and the server has {most} for all."),
                "Raise max_connections, or lower 'Maximum Pool Size' in NEXTMODEL_DATABASE."));
        }

        return seen;

        async Task<string> SettingAsync(string setting) => (await connection.ExecuteScalarAsync<string>($"SHOW {setting}"))!;
    }
}
