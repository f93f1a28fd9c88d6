using NextModel.Errors;

namespace NextModel.Idempotency;

/// <summary>Why a request with an idempotency key is not answered.</summary>
internal static class IdempotencyRefusals
{
    private const string Header = "idempotency-key";

    /// <summary>The key stands for another body.</summary>
    public static GatewayError Conflict { get; } = new(
        GatewayErrorCode.IdempotencyConflict,
        "This idempotency key was used with another body within the last 24 hours, in this project and on this route. Send the same body again, or use a new key.",
        Header)
    {
        ShouldRetry = false,
    };

    /// <summary>The first request takes longer than a repeat waits.</summary>
    public static GatewayError InProgress { get; } = new(
        GatewayErrorCode.IdempotencyInProgress, "The first request with this idempotency key has not ended yet. Ask again later: the answer will be kept.", Header)
    {
        RetryAfter = TimeSpan.FromSeconds(10),
        ShouldRetry = true,
    };

    /// <summary>The key is used up and there is no answer to give.</summary>
    public static GatewayError NoAnswer(IdempotencyState state, Guid receipt) => new(
        GatewayErrorCode.IdempotencyNoAnswer,
        $"The first request with this idempotency key was dispatched, but there is no answer to repeat: {Why(state)}. "
        + $"Its receipt, rcpt_{receipt:N}, says what it cost. To ask once more, as a request of its own, use a new key.",
        Header)
    {
        ShouldRetry = false,
    };

    /// <summary>Keys cannot be kept now.</summary>
    public static GatewayError Unavailable { get; } = new(
        GatewayErrorCode.Overloaded,
        "Idempotency keys cannot be recorded now, so a request that has one is not served: it might be charged twice. Try again later, or send it without the key.",
        Header)
    {
        RetryAfter = TimeSpan.FromSeconds(5),
    };

    private static string Why(IdempotencyState state) => state switch
    {
        IdempotencyState.TooLarge => $"it is larger than {KeptAnswer.MaxBytes >> 20} MiB, which is the most that is kept",
        IdempotencyState.Incomplete => "it broke off before it was whole",
        IdempotencyState.Erased => "it was purged, or gave way to newer ones",
        _ => "the gateway stopped, or could not record it, before it was kept",
    };
}
