namespace NextModel.Errors;

/// <summary>
/// Every way NextModel refuses or fails a request. The list is closed; numbers are persisted (refusal counts) and never reused.
/// The wire spelling, status and type of each are in <see cref="GatewayErrorCatalog"/>.
/// </summary>
public enum GatewayErrorCode
{
    InvalidRequest = 1,
    InvalidJson = 2,
    DuplicateMember = 3,
    UnsupportedParameter = 4,
    ContextLengthExceeded = 5,
    ContentFiltered = 6,

    /// <summary>The response that a request goes on from is not kept here, or not any more.</summary>
    PreviousResponseNotFound = 7,
    InvalidApiKey = 20,
    KeyRevoked = 21,
    KeyExpired = 22,
    PolicyDenied = 30,
    ModelNotAllowed = 31,
    RegionNotAllowed = 32,
    PermissionDenied = 33,
    BudgetExceeded = 40,
    InsufficientCredit = 41,
    PriceUnknown = 42,
    ModelNotFound = 50,
    ReceiptNotFound = 51,
    NotFound = 52,
    MethodNotSupported = 53,
    UnsupportedContentType = 54,
    IdempotencyConflict = 60,
    RequestTooLarge = 61,
    IdempotencyInProgress = 62,
    IdempotencyNoAnswer = 63,
    CheckpointPending = 64,
    Conflict = 65,
    PreconditionFailed = 66,
    PreconditionRequired = 67,
    RateLimitExceeded = 70,
    ProviderError = 80,
    NoHealthySource = 81,
    Overloaded = 82,
    ProviderTimeout = 83,
    OnlyIfCached = 84,
    InternalError = 90,
}
