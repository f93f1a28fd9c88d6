namespace NextModel.Idempotency;

/// <summary>What is known of the one request of a key. Numbers are persisted and never reused.</summary>
public enum IdempotencyState
{
    /// <summary>It was about to be dispatched. Found at a start: the process died before its answer was kept.</summary>
    Claimed = 1,

    /// <summary>Its answer is kept.</summary>
    Answered = 2,

    /// <summary>It was answered with more than is kept.</summary>
    TooLarge = 3,

    /// <summary>It was charged and its answer never became whole.</summary>
    Incomplete = 4,

    /// <summary>Its answer was purged, or gave way to newer ones.</summary>
    Erased = 5,
}
