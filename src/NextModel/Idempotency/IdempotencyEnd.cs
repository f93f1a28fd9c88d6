namespace NextModel.Idempotency;

/// <summary>How the one request of a key ended, where no answer of it was kept.</summary>
public enum IdempotencyEnd
{
    /// <summary>Nothing was charged and nothing will be: the key is free for a retry.</summary>
    Free,

    /// <summary>It was charged, and its answer never became whole: the key is used up.</summary>
    Charged,

    /// <summary>Nobody can say yet: the key stays with the request, and its receipt will tell.</summary>
    Unknown,
}
