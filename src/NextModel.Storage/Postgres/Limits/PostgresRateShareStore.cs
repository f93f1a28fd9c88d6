using NextModel.Limits;
using NextModel.Storage.Postgres.Ledger;
using Npgsql;

namespace NextModel.Storage.Postgres.Limits;

/// <summary>Rate limits that replicas share in PostgreSQL: one statement for all limits of a replica, under the lock of each.</summary>
/// <param name="database">Its schema is up to date.</param>
/// <param name="replica">Who asks.</param>
public sealed class PostgresRateShareStore(PostgresDatabase database, PostgresReplica replica) : IRateShareStore
{
    public async ValueTask<RateExchange?> ExchangeAsync(IReadOnlyList<RateAsk> asks, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asks);
        try
        {
            await using var exchange = database.Source.CreateCommand(
                "SELECT place, granted, target, share FROM rate_exchange($1, $2, $3, $4, $5, $6, $7) ORDER BY place");
            exchange.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = replica.Id });
            exchange.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. asks.Select(ask => ask.ScopeId)] });
            exchange.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. asks.Select(ask => (int)ask.Kind)] });
            Numbers(ask => ask.Limit);
            Numbers(ask => ask.Held);
            Numbers(ask => ask.Returned);
            Numbers(ask => ask.Demand);
            await using var rows = await exchange.ExecuteReaderAsync(cancellationToken);
            await rows.ReadAsync(cancellationToken);
            var replicas = (int)rows.GetDouble(1);
            var grants = new List<RateGrant>(asks.Count);
            while (await rows.ReadAsync(cancellationToken))
            {
                grants.Add(new RateGrant(rows.GetDouble(1), rows.GetDouble(2), rows.GetDouble(3)));
            }

            return new RateExchange(replicas, grants);

            void Numbers(Func<RateAsk, double> of) =>
                exchange.Parameters.Add(new NpgsqlParameter<double[]> { TypedValue = [.. asks.Select(of)] });
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
