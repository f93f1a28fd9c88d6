using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Storage.Moving;
using NextModel.Storage.Postgres;
using NextModel.Storage.Sqlite;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Moves this installation between the data directory and the database that its settings name: whatever it keeps, but for what can be made again
/// (indexes, the exact cache). Nobody may serve it meanwhile.
/// </summary>
/// <param name="installation">Names both ends: <c>NEXTMODEL_DATA</c> and <c>NEXTMODEL_DATABASE</c>.</param>
/// <param name="environment">The other settings; the master key is that of both ends.</param>
/// <param name="tell">Told a table and how many of its rows were moved, now and then.</param>
public sealed class InstallationMigration(Installation installation, Func<string, string?> environment, Action<string, long> tell)
{
    private string SigningDirectory => Path.Combine(installation.SecretsDirectory, "signing");

    /// <summary>Moves it; a refusal when an end is not what it has to be.</summary>
    /// <param name="toPostgres">False to move it from PostgreSQL to SQLite.</param>
    /// <param name="problems">What is wrong with the configuration; then nothing was done.</param>
    /// <param name="cancellationToken">Gives up; the target stays empty.</param>
    /// <exception cref="IOException">A server has the data directory open, or a file cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The database cannot be reached, or replicas use it.</exception>
    /// <exception cref="InvalidDataException">An end is damaged, newer than this program, or under another master key.</exception>
    public async ValueTask<Result<MoveReport>> RunAsync(bool toPostgres, List<ConfigurationProblem> problems, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (installation.Database is not { } text)
        {
            return Refusal("NEXTMODEL_DATABASE is not set. Name the PostgreSQL database with it, and the data directory with NEXTMODEL_DATA.");
        }

        if (!PostgresAddress.TryRead(text, out var address, out var problem))
        {
            problems.Add(new ConfigurationProblem("NEXTMODEL_DATABASE", $"It {problem}."));
            return Refusal("The configuration has a problem.");
        }

        return toPostgres ? await ToPostgresAsync(address, problems, cancellationToken) : await ToSqliteAsync(address, problems, cancellationToken);
    }

    private async ValueTask<Result<MoveReport>> ToPostgresAsync(PostgresAddress address, List<ConfigurationProblem> problems, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(installation.DataDirectory, "nextmodel.db")))
        {
            return Refusal($"There is no installation in {installation.DataDirectory}. Set NEXTMODEL_DATA to where the server keeps its data.");
        }

        if (!await SettleAsync(installation with { Database = null }, problems, cancellationToken))
        {
            return Refusal("The configuration has a problem.");
        }

        using var alone = DataDirectoryLock.Acquire(installation.DataDirectory);
        await using var target = await PostgresMoveEnd.OpenAsync(address, isTarget: true, cancellationToken);
        if (await target.FindTakenAsync(cancellationToken) is { } taken)
        {
            return Refusal($"{target.Name} is not empty: it has rows in {taken}. Make a new database, and name it with NEXTMODEL_DATABASE.");
        }

        await using var source = SqliteMoveEnd.OpenSource(installation.DataDirectory, SigningDirectory);
        return await new InstallationMove(source, target, tell).RunAsync(cancellationToken);
    }

    private async ValueTask<Result<MoveReport>> ToSqliteAsync(PostgresAddress address, List<ConfigurationProblem> problems, CancellationToken cancellationToken)
    {
        if (SqliteMoveEnd.WhyNotInto(installation.DataDirectory, SigningDirectory) is { } reason)
        {
            return Refusal(reason);
        }

        await using (var look = await PostgresMoveEnd.OpenAsync(address, isTarget: false, cancellationToken))
        {
            if (await look.FindTakenAsync(cancellationToken) is null)
            {
                return Refusal($"There is no installation in {look.Name}: its tables are empty.");
            }
        }

        if (!await SettleAsync(installation, problems, cancellationToken))
        {
            return Refusal("The configuration has a problem.");
        }

        using var alone = DataDirectoryLock.Acquire(installation.DataDirectory);
        await using var source = await PostgresMoveEnd.OpenAsync(address, isTarget: false, cancellationToken);
        await source.RequireSettledAsync(cancellationToken);
        await using var target = SqliteMoveEnd.OpenTarget(installation.DataDirectory, SigningDirectory);
        return await new InstallationMove(source, target, tell).RunAsync(cancellationToken);
    }

    // As a start does: what died in flight gets its receipts, the schema is brought up to date, the master key is tried; and as an end does: a checkpoint.
    private async ValueTask<bool> SettleAsync(Installation source, List<ConfigurationProblem> problems, CancellationToken cancellationToken)
    {
        await using var opened = await OpenInstallation.OpenAsync(source, environment, TimeProvider.System, problems, cancellationToken);
        return opened is not null;
    }

    private static GatewayError Refusal(string message) => new(GatewayErrorCode.InvalidRequest, message);
}
