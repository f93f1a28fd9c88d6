using NextModel.Errors;

namespace NextModel.Idempotency;

/// <summary>
/// What a request with an idempotency key may do: repeat an answer, be refused, or be the one that is served. The one that is served
/// claims the key before anything can be charged, keeps its answer before the last byte leaves, and ends its turn exactly once.
/// </summary>
public sealed class IdempotencyTurn
{
    private readonly IdempotencyBook? _book;
    private readonly IdempotencyFlight? _flight;
    private IdempotencyRow? _claim;
    private KeptAnswer? _answer;
    private bool _isTooLarge;

    private IdempotencyTurn(KeptAnswer? repeat, GatewayError? refusal)
    {
        Repeat = repeat;
        Refusal = refusal;
    }

    internal IdempotencyTurn(IdempotencyBook book, IdempotencyKey key, IdempotencyFlight flight)
    {
        _book = book;
        _flight = flight;
        Key = key;
    }

    /// <summary>The answer to give once more, if there is one.</summary>
    public KeptAnswer? Repeat { get; }

    /// <summary>Why it is not answered, if it is not.</summary>
    public GatewayError? Refusal { get; }

    internal IdempotencyKey Key { get; }

    internal static IdempotencyTurn Of(IdempotencyOutcome outcome) => new(outcome.Answer, outcome.Refusal);

    /// <summary>Binds the key to a request, durably; the refusal when that cannot be.</summary>
    /// <param name="receipt">The request's id.</param>
    public async ValueTask<GatewayError?> ClaimAsync(Guid receipt)
    {
        var (claim, refusal) = await _book!.ClaimAsync(Key, _flight!.Fingerprint, receipt);
        _claim = claim;
        return refusal;
    }

    /// <summary>Keeps the whole answer, so that the next repeat finds it. What is not final is left for a retry to better.</summary>
    /// <param name="answer">The answer; null for one larger than <see cref="KeptAnswer.MaxBytes"/>.</param>
    public async ValueTask KeepAsync(KeptAnswer? answer)
    {
        if (_claim is not { } claim || answer is { IsFinal: false })
        {
            return;
        }

        _isTooLarge = answer is null;
        _answer = answer;
        await _book!.SettleAsync(claim, answer, answer is null ? IdempotencyState.TooLarge : IdempotencyState.Answered);
    }

    /// <summary>Ends the turn, and the wait of those who repeat the request.</summary>
    /// <param name="end">How the request ended; what was kept counts for more.</param>
    public async ValueTask EndAsync(IdempotencyEnd end)
    {
        var refusal = default(GatewayError);
        if (_claim is { } claim && _answer is null)
        {
            refusal = _isTooLarge
                ? IdempotencyRefusals.NoAnswer(IdempotencyState.TooLarge, claim.Receipt)
                : await _book!.EndAsync(claim, end);
        }

        _book!.Land(Key, _flight!, new IdempotencyOutcome(_answer, refusal));
    }
}
