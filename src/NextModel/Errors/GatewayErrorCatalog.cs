namespace NextModel.Errors;

/// <summary>The wire spelling, HTTP status and OpenAI error type of every <see cref="GatewayErrorCode"/>.</summary>
public static class GatewayErrorCatalog
{
    private const string Request = "invalid_request_error";
    private const string Server = "server_error";

    /// <summary>The code as clients see it, its usual status, and the OpenAI <c>type</c> it travels under.</summary>
    public static (string Wire, int Status, string Type) Describe(GatewayErrorCode code) => code switch
    {
        GatewayErrorCode.InvalidRequest => ("invalid_request", 400, Request),
        GatewayErrorCode.InvalidJson => ("invalid_json", 400, Request),
        GatewayErrorCode.DuplicateMember => ("duplicate_member", 400, Request),
        GatewayErrorCode.UnsupportedParameter => ("unsupported_parameter", 400, Request),
        GatewayErrorCode.ContextLengthExceeded => ("context_length_exceeded", 400, Request),
        GatewayErrorCode.ContentFiltered => ("content_filter", 400, Request),
        GatewayErrorCode.PreviousResponseNotFound => ("previous_response_not_found", 400, Request),
        GatewayErrorCode.InvalidApiKey => ("invalid_api_key", 401, Request),
        GatewayErrorCode.KeyRevoked => ("key_revoked", 401, Request),
        GatewayErrorCode.KeyExpired => ("key_expired", 401, Request),
        GatewayErrorCode.PolicyDenied => ("policy_denied", 403, Request),
        GatewayErrorCode.ModelNotAllowed => ("model_not_allowed", 403, Request),
        GatewayErrorCode.RegionNotAllowed => ("region_not_allowed", 403, Request),
        GatewayErrorCode.PermissionDenied => ("permission_denied", 403, Request),
        GatewayErrorCode.BudgetExceeded => ("budget_exceeded", 402, "insufficient_quota"),
        GatewayErrorCode.InsufficientCredit => ("insufficient_credit", 402, "insufficient_quota"),
        GatewayErrorCode.PriceUnknown => ("price_unknown", 402, Request),
        GatewayErrorCode.ModelNotFound => ("model_not_found", 404, Request),
        GatewayErrorCode.ReceiptNotFound => ("receipt_not_found", 404, Request),
        GatewayErrorCode.NotFound => ("not_found", 404, Request),
        GatewayErrorCode.MethodNotSupported => ("method_not_supported", 405, Request),
        GatewayErrorCode.UnsupportedContentType => ("unsupported_content_type", 415, Request),
        GatewayErrorCode.IdempotencyConflict => ("idempotency_conflict", 409, Request),
        GatewayErrorCode.CheckpointPending => ("checkpoint_pending", 409, Request),
        GatewayErrorCode.IdempotencyInProgress => ("idempotency_in_progress", 409, Request),
        GatewayErrorCode.IdempotencyNoAnswer => ("idempotency_no_answer", 409, Request),
        GatewayErrorCode.RequestTooLarge => ("request_too_large", 413, Request),
        GatewayErrorCode.Conflict => ("conflict", 409, Request),
        GatewayErrorCode.PreconditionFailed => ("precondition_failed", 412, Request),
        GatewayErrorCode.PreconditionRequired => ("precondition_required", 428, Request),
        GatewayErrorCode.RateLimitExceeded => ("rate_limit_exceeded", 429, "requests"),
        GatewayErrorCode.ProviderError => ("provider_error", 502, Server),
        GatewayErrorCode.NoHealthySource => ("no_healthy_source", 503, Server),
        GatewayErrorCode.Overloaded => ("overloaded", 503, Server),
        GatewayErrorCode.ProviderTimeout => ("provider_timeout", 504, Server),
        GatewayErrorCode.OnlyIfCached => ("only_if_cached", 504, Request),
        GatewayErrorCode.InternalError => ("internal_error", 500, Server),
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "Add the code to GatewayErrorCatalog."),
    };
}
