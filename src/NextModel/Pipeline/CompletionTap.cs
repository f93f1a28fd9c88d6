using System.Runtime.CompilerServices;
using NextModel.Billing;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Metering;

namespace NextModel.Pipeline;

/// <summary>Closes the books on one request when its answer has ended, however it ended: charges, and writes the receipt, exactly once.</summary>
/// <param name="entry">The facts of the request so far.</param>
/// <param name="snapshot">The configuration the request began with: its prices and rates hold to the end.</param>
/// <param name="pass">Where the tokens it used are told; null when its caller has no rate limits.</param>
/// <param name="budgets">What it reserves and settles; null when no budget counts it.</param>
/// <param name="credentials">Where it is noted that an organization's own credential was used.</param>
/// <param name="ledger">Where receipts become durable.</param>
/// <param name="intents">Where it is noted that the request is about to be dispatched.</param>
/// <param name="telemetry">Where operators are told of it.</param>
/// <param name="time">The clock of its durations.</param>
/// <param name="startedTimestamp">When the request began.</param>
internal sealed class CompletionTap(
    LedgerEntry entry, GatewaySnapshot snapshot, RatePass? pass, BudgetStep? budgets, CredentialDirectory credentials, LedgerWriter ledger,
    IIntentLog intents, RequestTelemetry telemetry, TimeProvider time, long startedTimestamp)
    : IDisposable
{
    private const int NoIntent = -1;

    private int _intent = NoIntent;
    private bool _closed;

    public LedgerEntry Entry => entry;

    /// <summary>True once it was noted that the request goes out.</summary>
    public bool WasDispatched => _intent != NoIntent;

    /// <summary>True once the books are closed, whether or not that could be recorded.</summary>
    public bool IsClosed => _closed;

    /// <summary>True once the receipt is durable.</summary>
    public bool IsRecorded { get; private set; }

    /// <summary>Reserves the most the request can cost; the refusal when a budget has no room for it.</summary>
    public async ValueTask<GatewayError?> ReserveAsync(CancellationToken callerGone) =>
        budgets is null ? null : Note(await budgets.ReserveAsync(entry.StartedAt, callerGone));

    /// <summary>Reserves what a replay of that usage costs; the refusal when a budget has no room for it.</summary>
    public async ValueTask<GatewayError?> ReserveReplayAsync(Usage billed, CancellationToken callerGone) =>
        budgets is null ? null : Note(await budgets.ReserveAsync(Charge(billed), callerGone));

    /// <summary>Notes that the request is about to be dispatched, so that it gets its receipt even if the process dies.</summary>
    /// <returns>The refusal when that cannot be noted; null when the request may go out.</returns>
    public async ValueTask<GatewayError?> DispatchAsync()
    {
        var begun = await intents.BeginAsync(entry);
        _intent = begun.Refusal is null ? begun.Slot : NoIntent;
        return begun.Refusal;
    }

    /// <summary>Notes the moment the first byte of output is ready for the caller.</summary>
    public void NoteFirstByte() => entry.FirstByteMilliseconds ??= Elapsed();

    /// <summary>Charges the settlement and makes the receipt durable; the result says what to tell the caller, or why it cannot be served.</summary>
    /// <exception cref="InvalidOperationException">The books are closed already.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Result<ReceiptFacts>> CloseAsync(RequestOutcome outcome, Settlement settlement)
    {
        if (_closed)
        {
            throw new InvalidOperationException($"The books of request {entry.Id} were closed twice.");
        }

        _closed = true;
        entry.Outcome = outcome;
        entry.Usage = settlement.Billed;
        entry.ServedTokens = settlement.ServedTokens;
        entry.ConsumedTokens = settlement.ConsumedTokens;
        entry.BillableTokens = settlement.BillableTokens;
        entry.ReplayedTokens = settlement.ReplayedTokens;
        var charge = Charge(settlement.Billed);
        NoteAttemptCost(charge);
        charge = budgets?.Cap(charge, entry.EffectiveModel) ?? charge;
        entry.Charge = charge;
        entry.TotalMilliseconds = Elapsed();
        NoteCredentials();
        entry.GatewayMilliseconds = Math.Max(0, entry.TotalMilliseconds - WaitedMilliseconds());
        var answered = time.GetTimestamp();
        var commit = await ledger.AppendAsync(entry);
        budgets?.End(commit.IsDurable);
        telemetry.Ended(entry, time.GetElapsedTime(answered));
        if (!commit.IsDurable)
        {
            return commit.Error;
        }

        IsRecorded = true;
        if (_intent != NoIntent)
        {
            intents.End(_intent);
        }

        return new ReceiptFacts(commit.Hash, entry.Usage.Source, charge.Amount, charge.Currency);
    }

    /// <summary>Ends what the request holds: its budgets if its books were never closed, and the tokens it did not use.</summary>
    public void Dispose()
    {
        budgets?.Abandon(WasDispatched);
        pass?.SettleTokens(entry.ConsumedTokens);
    }

    private GatewayError? Note(GatewayError? refusal)
    {
        entry.Reservation = budgets?.Reservation;
        return refusal;
    }

    private Charge Charge(in Usage billed) =>
        EntryCharge.Of(entry, entry.Offer?.Price?.For(entry.StartedAt, billed.InputTokens, entry.ServiceTier), billed, snapshot);

    private void NoteCredentials()
    {
        foreach (var attempt in entry.Attempts)
        {
            if (attempt.Offer.Source.CredentialId is { } own)
            {
                credentials.NoteUse(own, attempt.StartedAt);
            }
        }
    }

    // What the provider will ask for the attempt that served: the lines, in the price's own currency.
    private void NoteAttemptCost(Charge charge)
    {
        if (entry.ServeMode != ServeMode.Fresh || charge.Price is null || entry.Attempts is not [.., var served] || (served.Usage.Source != UsageSource.Provider && entry.Units is null))
        {
            return;
        }

        EntryCharge.NoteCost(served, charge);
    }

    private int WaitedMilliseconds()
    {
        var waited = 0;
        foreach (var attempt in entry.Attempts)
        {
            waited += attempt.TotalMilliseconds;
        }

        return waited;
    }

    private int Elapsed() => (int)time.GetElapsedTime(startedTimestamp).TotalMilliseconds;
}
