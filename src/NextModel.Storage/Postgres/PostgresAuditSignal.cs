using Dapper;
using NextModel.Audit;
using Npgsql;

namespace NextModel.Storage.Postgres;

/// <summary>Hears of new audit entries on a connection of its own. Where that cannot be had, it says so after the time that was asked for: entries are looked for then.</summary>
public sealed class PostgresAuditSignal(PostgresDatabase database, TimeProvider time) : IAuditSignal, IDisposable
{
    private NpgsqlConnection? _listening;

    public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        try
        {
            if (_listening is null)
            {
                _listening = await database.Source.OpenConnectionAsync(cancellationToken);
                await _listening.ExecuteAsync($"LISTEN {PostgresDatabase.AuditChannel}");

                // What came before this was listening is there to be read.
                return;
            }

            await _listening.WaitAsync(atMost, cancellationToken);
        }
        catch (NpgsqlException)
        {
            Dispose();
            await Task.Delay(atMost, time, cancellationToken);
        }
    }

    public void Dispose()
    {
        _listening?.Dispose();
        _listening = null;
    }
}
