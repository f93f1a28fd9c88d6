namespace NextModel.Routing;

/// <summary>
/// What keeps retries from becoming a storm: a source is given a retry for every tenth request at it (or another share), and besides
/// one a second, so that little traffic can be retried too. Up to ten are saved.
/// </summary>
public sealed class RetryBudget(TimeProvider time)
{
    /// <summary>Most retries that can be saved up.</summary>
    public const int MostSaved = 10;

    /// <summary>What is given whatever the traffic is.</summary>
    public const double PerSecond = 1;

    private readonly Lock _lock = new();
    private double _saved = MostSaved;
    private long _filledAt = time.GetTimestamp();

    /// <summary>A request is sent to the source for the first time.</summary>
    /// <param name="share">Retries given for it, 0 to 1.</param>
    public void NoteRequest(double share)
    {
        lock (_lock)
        {
            _saved = Math.Min(MostSaved, _saved + share);
        }
    }

    /// <summary>Takes one retry; false when there is none.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _saved = Math.Min(MostSaved, _saved + (time.GetElapsedTime(_filledAt, now).TotalSeconds * PerSecond));
            _filledAt = now;
            if (_saved < 1)
            {
                return false;
            }

            _saved--;
            return true;
        }
    }
}
