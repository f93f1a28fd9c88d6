using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using NextModel.Caching;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Telemetry;

namespace NextModel.Idempotency;

/// <summary>
/// Makes the requests of one idempotency key one request: one is served, its repeats wait for it and get its answer, byte for byte, for
/// 24 hours. See docs/concepts/idempotency.md.
/// </summary>
public sealed partial class IdempotencyBook(IIdempotencyStore store, IdempotencySeal seal, TimeProvider time, ILogger<IdempotencyBook> logger)
{
    /// <summary>How long a key stands for its request.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromHours(24);

    /// <summary>How long a repeat waits for the first request to end: as long as OpenAI's clients wait for an answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<IdempotencyKey, IdempotencyFlight> _flights = new();
    private readonly ForwardClock _clock = new(time);

    /// <summary>
    /// The turn of a request that has a key. Completes at once for the first, and for a repeat when there is something to tell it.
    /// </summary>
    public async ValueTask<IdempotencyTurn> EnterAsync(Caller caller, InferenceRequest request, CancellationToken callerGone)
    {
        ArgumentNullException.ThrowIfNull(request);
        var key = seal.KeyOf(caller, request.Operation, request.IdempotencyKey!);
        var own = new IdempotencyFlight(seal.FingerprintOf(caller, request));
        var began = time.GetTimestamp();
        while (true)
        {
            var flight = _flights.GetOrAdd(key, own);
            if (ReferenceEquals(flight, own))
            {
                return await TakeOffAsync(key, own, callerGone);
            }

            if (flight.Fingerprint != own.Fingerprint)
            {
                return IdempotencyTurn.Of(new IdempotencyOutcome(null, IdempotencyRefusals.Conflict));
            }

            if (await WaitAsync(flight, Patience - time.GetElapsedTime(began), callerGone) is { } outcome)
            {
                return IdempotencyTurn.Of(outcome);
            }
        }
    }

    /// <summary>
    /// Looks through the claims that a dead process left behind: a request that was never dispatched has its key freed. Before the first
    /// request is admitted.
    /// </summary>
    /// <param name="hasReceipt">Whether a request has a receipt, or may yet get one.</param>
    /// <param name="minAge">Only claims that are older: where there are other replicas, a younger one may be of a request that they are about to dispatch.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask RecoverAsync(Func<Guid, ValueTask<bool>> hasReceipt, TimeSpan minAge, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hasReceipt);
        foreach (var claim in await store.ReadClaimsAsync(cancellationToken))
        {
            if ((minAge == TimeSpan.Zero || _clock.Now - claim.CreatedAt >= minAge) && !await hasReceipt(claim.Receipt))
            {
                await store.FreeAsync(claim.Key, claim.Receipt);
            }
        }
    }

    /// <summary>The same beside requests, of what other replicas that died left behind; what cannot be done now is done the next time.</summary>
    public async ValueTask FreeAbandonedAsync(Func<Guid, ValueTask<bool>> hasReceipt, TimeSpan minAge, CancellationToken cancellationToken)
    {
        try
        {
            await RecoverAsync(hasReceipt, minAge, cancellationToken);
        }
        catch (IdempotencyStoreException failure)
        {
            LogFailed("recover", failure);
        }
    }

    /// <summary>Erases the answers kept for a project, and returns how many there were. Its keys stay used.</summary>
    public ValueTask<int> EraseProjectAsync(string organization, string project) => store.EraseProjectAsync(organization, project);

    /// <summary>Erases the answer kept with a receipt, and returns how many there were.</summary>
    public ValueTask<int> EraseReceiptAsync(string organization, string project, Guid receipt) =>
        store.EraseReceiptAsync(organization, project, receipt);

    /// <summary>Deletes what has expired.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.DeleteExpiredAsync(_clock.Now, cancellationToken);
        }
        catch (IdempotencyStoreException failure)
        {
            LogFailed("sweep", failure);
        }
    }

    internal async ValueTask<(IdempotencyRow? Claim, GatewayError? Refusal)> ClaimAsync(IdempotencyKey key, Digest fingerprint, Guid receipt)
    {
        var now = _clock.Now;
        var claim = new IdempotencyRow(key, fingerprint, receipt, now, now + Window, IdempotencyState.Claimed, default);
        try
        {
            return await store.ClaimAsync(claim) ? (claim, null) : (null, IdempotencyRefusals.InProgress);
        }
        catch (IdempotencyStoreException failure)
        {
            LogFailed("claim", failure);
            return (null, IdempotencyRefusals.Unavailable);
        }
    }

    // The answer is on its way and has its receipt: where it cannot be kept, the claim stays, and repeats hear that there is none.
    internal async ValueTask SettleAsync(IdempotencyRow claim, KeptAnswer? answer, IdempotencyState state)
    {
        var sealedAnswer = answer is null ? default : seal.TrySeal(claim, answer);
        try
        {
            await store.SettleAsync(claim with { State = answer is not null && sealedAnswer is null ? IdempotencyState.Erased : state, Sealed = sealedAnswer });
        }
        catch (IdempotencyStoreException failure)
        {
            LogFailed("settle", failure);
        }
    }

    internal async ValueTask<GatewayError?> EndAsync(IdempotencyRow claim, IdempotencyEnd end)
    {
        switch (end)
        {
            case IdempotencyEnd.Free:
                try
                {
                    await store.FreeAsync(claim.Key, claim.Receipt);
                    return null;
                }
                catch (IdempotencyStoreException failure)
                {
                    LogFailed("free", failure);
                    return IdempotencyRefusals.NoAnswer(IdempotencyState.Claimed, claim.Receipt);
                }

            case IdempotencyEnd.Charged:
                await SettleAsync(claim, null, IdempotencyState.Incomplete);
                return IdempotencyRefusals.NoAnswer(IdempotencyState.Incomplete, claim.Receipt);
            default:
                return IdempotencyRefusals.NoAnswer(IdempotencyState.Claimed, claim.Receipt);
        }
    }

    // First it goes from the flights and then it ends: whoever waited and finds the key free must not find this one again.
    internal void Land(IdempotencyKey key, IdempotencyFlight flight, IdempotencyOutcome outcome)
    {
        _flights.TryRemove(KeyValuePair.Create(key, flight));
        flight.End(outcome);
    }

    // Null when the key is free again.
    private async ValueTask<IdempotencyOutcome?> WaitAsync(IdempotencyFlight flight, TimeSpan patience, CancellationToken callerGone)
    {
        try
        {
            var outcome = await flight.Ended.WaitAsync(patience > TimeSpan.Zero ? patience : TimeSpan.Zero, time, callerGone);
            return outcome is { Answer: null, Refusal: null } ? null : outcome;
        }
        catch (TimeoutException)
        {
            return new IdempotencyOutcome(null, IdempotencyRefusals.InProgress);
        }
    }

    private async ValueTask<IdempotencyTurn> TakeOffAsync(IdempotencyKey key, IdempotencyFlight flight, CancellationToken callerGone)
    {
        var outcome = default(IdempotencyOutcome);
        try
        {
            if (await store.FindAsync(key, _clock.Now, callerGone) is not { } row)
            {
                return new IdempotencyTurn(this, key, flight);
            }

            outcome = row.Fingerprint == flight.Fingerprint ? OutcomeOf(row) : default;
            Land(key, flight, outcome);
            return IdempotencyTurn.Of(row.Fingerprint == flight.Fingerprint ? outcome : new IdempotencyOutcome(null, IdempotencyRefusals.Conflict));
        }
        catch (IdempotencyStoreException failure)
        {
            LogFailed("find", failure);
            Land(key, flight, default);
            return IdempotencyTurn.Of(new IdempotencyOutcome(null, IdempotencyRefusals.Unavailable));
        }
        catch
        {
            Land(key, flight, default);
            throw;
        }
    }

    private IdempotencyOutcome OutcomeOf(IdempotencyRow row)
    {
        if (row.State != IdempotencyState.Answered)
        {
            return new IdempotencyOutcome(null, IdempotencyRefusals.NoAnswer(row.State, row.Receipt));
        }

        if (seal.TryOpen(row) is { } answer)
        {
            return new IdempotencyOutcome(answer, null);
        }

        LogNotOpened(row.Key.Project, $"rcpt_{row.Receipt:N}");
        return new IdempotencyOutcome(null, IdempotencyRefusals.NoAnswer(IdempotencyState.Erased, row.Receipt));
    }

    [LoggerMessage(EventIds.IdempotencyStoreFailed, LogLevel.Error, "Idempotency keys: the storage failed to {Operation}. Requests that have a key are refused as long as it does")]
    private partial void LogFailed(string operation, Exception failure);

    [LoggerMessage(EventIds.IdempotencyAnswerRefused, LogLevel.Error,
        "The answer kept in project {Project} with receipt {ReceiptId} did not open as what was stored, and was not repeated")]
    private partial void LogNotOpened(string project, string receiptId);
}
