using NextModel.Errors;
using NextModel.Idempotency;
using NextModel.Identity;
using NextModel.Inference;

namespace NextModel.Pipeline;

/// <summary>One request with an idempotency key: a repeat is answered from what is kept; the first is served, once, and to its end.</summary>
internal sealed class OnceStep : IAsyncDisposable
{
    private readonly IExchange _exchange;
    private readonly IdempotencyTurn _turn;
    private CompletionTap? _tap;

    private OnceStep(IExchange exchange, IdempotencyTurn turn)
    {
        _exchange = exchange;
        _turn = turn;
    }

    /// <summary>True when there is nothing to serve: <see cref="AnswerAsync"/> says all.</summary>
    public bool IsRepeat => _turn.Repeat is not null || _turn.Refusal is not null;

    /// <summary>Null for a request without a key; otherwise its turn, for which a repeat may have to wait.</summary>
    public static ValueTask<OnceStep?> EnterAsync(IdempotencyBook book, IExchange exchange, Caller caller, InferenceRequest request) =>
        request.IdempotencyKey is null ? default : EnterKeyedAsync(book, exchange, caller, request);

    /// <summary>Answers a repeat: with the first request's answer, or why there is none.</summary>
    public ValueTask AnswerAsync() =>
        _turn.Repeat is { } answer ? _exchange.RepeatAsync(answer) : _exchange.RefuseAsync(_turn.Refusal!, null);

    /// <summary>Binds the key to the request, before anything of it can be charged; the refusal when that cannot be recorded.</summary>
    public ValueTask<GatewayError?> ClaimAsync(CompletionTap tap)
    {
        _tap = tap;
        return _turn.ClaimAsync(tap.Entry.Id);
    }

    public ValueTask DisposeAsync() => IsRepeat ? ValueTask.CompletedTask : _turn.EndAsync(End());

    private static async ValueTask<OnceStep?> EnterKeyedAsync(IdempotencyBook book, IExchange exchange, Caller caller, InferenceRequest request)
    {
        var turn = await book.EnterAsync(caller, request, exchange.CallerGone);
        var once = new OnceStep(exchange, turn);
        if (!once.IsRepeat)
        {
            exchange.KeepAnswer(turn.KeepAsync);
        }

        return once;
    }

    // Only where it is certain that nothing was and nothing will be charged may a retry go out as a request of its own.
    private IdempotencyEnd End() => _tap switch
    {
        null or { WasDispatched: false, IsClosed: false } => IdempotencyEnd.Free,
        { IsRecorded: true, Entry.Charge.Amount: 0 } => IdempotencyEnd.Free,
        { IsRecorded: true } => IdempotencyEnd.Charged,
        _ => IdempotencyEnd.Unknown,
    };
}
