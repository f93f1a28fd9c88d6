using NextModel.Caching;

namespace NextModel.Idempotency;

/// <summary>The one request of a key that is being served now; its repeats wait here.</summary>
internal sealed class IdempotencyFlight(Digest fingerprint)
{
    private readonly TaskCompletionSource<IdempotencyOutcome> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Digest Fingerprint => fingerprint;

    public Task<IdempotencyOutcome> Ended => _ended.Task;

    public void End(IdempotencyOutcome outcome) => _ended.TrySetResult(outcome);
}
