namespace NextModel.Limits;

/// <summary>
/// Where replicas share rate limits: what is in nobody's hands and what all of them hold is together never more than the limit, and fills as
/// the one bucket of a process that is alone.
/// </summary>
public interface IRateShareStore
{
    /// <summary>Gives back, asks and gets, for all limits at once; null when the database cannot be reached, or nobody knows whether it answered.</summary>
    /// <param name="asks">In ascending order of scope and kind.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<RateExchange?> ExchangeAsync(IReadOnlyList<RateAsk> asks, CancellationToken cancellationToken);
}
