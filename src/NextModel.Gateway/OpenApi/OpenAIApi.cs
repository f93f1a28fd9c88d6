using NextModel.Errors;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes for clients. Members that OpenAI has and that do not stand here travel on as they are.</summary>
internal static class OpenAIApi
{
    /// <summary>The envelope of every refusal.</summary>
    public const string ErrorSchema = """
        {"type":"object","required":["error","request_id"],"properties":{
          "error":{"type":"object","required":["message","type","param","code"],"properties":{
            "message":{"type":"string"},"type":{"type":"string"},"param":{"type":["string","null"]},"code":{"type":["string","null"]}}},
          "request_id":{"type":"string"}}}
        """;

    private const string Usage = """
        {"type":["object","null"],"properties":{"prompt_tokens":{"type":"integer"},"completion_tokens":{"type":"integer"},"total_tokens":{"type":"integer"}}}
        """;

    private const string ReceiptSchema = """
        {"type":"object","required":["schema","id","request_id","hash","signature"],"properties":{
          "schema":{"const":"nextmodel.receipt/1"},"id":{"type":"string"},"request_id":{"type":"string"},"hash":{"type":"string"},
          "signature":{"type":"object"}}}
        """;

    private const string Receipt = """
        {"schema":"nextmodel.receipt/1","id":"rcpt_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e","request_id":"req_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e",
         "hash":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","signature":{"jws":"…","index":0,"size":1,"path":[]}}
        """;

    private static readonly ApiBody Chat = ApiBody.Written(
        "ChatCompletionRequest",
        """
        {"type":"object","required":["model","messages"],"properties":{
          "model":{"type":"string"},
          "messages":{"type":"array","minItems":1,"items":{"type":"object","required":["role"],"properties":{"role":{"type":"string"}}}},
          "stream":{"type":["boolean","null"]},"max_completion_tokens":{"type":["integer","null"]},"temperature":{"type":["number","null"]},
          "n":{"type":["integer","null"]},"tools":{"type":"array","items":{"type":"object"}},"response_format":{"type":"object"}}}
        """,
        """{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello"}]}""");

    private static readonly ApiBody Completion = ApiBody.Written(
        "ChatCompletion",
        """
        {"type":"object","required":["id","object","created","model","choices"],"properties":{
          "id":{"type":"string"},"object":{"const":"chat.completion"},"created":{"type":"integer"},"model":{"type":"string"},
          "choices":{"type":"array","items":{"type":"object","required":["index","message","finish_reason"]}},
        """ + $"\"usage\":{Usage}}}}}",
        """
        {"id":"chatcmpl-1","object":"chat.completion","created":1763769600,"model":"sandbox-echo",
         "choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}
        """);

    private static readonly ApiBody Embeddings = ApiBody.Written(
        "EmbeddingsRequest",
        """{"type":"object","required":["model","input"],"properties":{"model":{"type":"string"},"input":{"type":["string","array"]}}}""",
        """{"model":"text-embedding-3-small","input":"Hello"}""");

    private static readonly ApiBody EmbeddingList = ApiBody.Written(
        "EmbeddingList",
        """
        {"type":"object","required":["object","data","model"],"properties":{"object":{"const":"list"},"model":{"type":"string"},
          "data":{"type":"array","items":{"type":"object","required":["index","embedding"]}}}}
        """,
        """{"object":"list","model":"text-embedding-3-small","data":[{"object":"embedding","index":0,"embedding":[0.1,-0.2]}]}""");

    private static readonly ApiBody Model = ApiBody.Written(
        "Model",
        """
        {"type":"object","required":["id","object","created","owned_by"],"properties":{"id":{"type":"string"},"object":{"const":"model"},
          "created":{"type":"integer"},"owned_by":{"type":"string"}}}
        """,
        """{"id":"sandbox-echo","object":"model","created":1763769600,"owned_by":"nextmodel"}""");

    private static readonly ApiBody ModelList = ApiBody.Written(
        "ModelList",
        """{"type":"object","required":["object","data"],"properties":{"object":{"const":"list"},"data":{"type":"array","items":{"$ref":"#/components/schemas/Model"}}}}""",
        """{"object":"list","data":[{"id":"sandbox-echo","object":"model","created":1763769600,"owned_by":"nextmodel"}]}""");

    private static readonly ApiBody OneReceipt = ApiBody.Written("Receipt", ReceiptSchema, Receipt);

    private static readonly ApiBody ReceiptList = ApiBody.Written(
        "ReceiptList",
        """
        {"type":"object","required":["object","data","has_more","next_cursor"],"properties":{"object":{"const":"list"},
          "data":{"type":"array","items":{"$ref":"#/components/schemas/Receipt"}},"has_more":{"type":"boolean"},"next_cursor":{"type":["string","null"]}}}
        """,
        $"{{\"object\":\"list\",\"data\":[{Receipt}],\"has_more\":false,\"next_cursor\":null}}");

    private static readonly ApiBody KeySet = ApiBody.Written(
        "KeySet",
        """{"type":"object","required":["keys"],"properties":{"keys":{"type":"array","items":{"type":"object","required":["kty","kid"]}}}}""",
        """{"keys":[{"kty":"EC","crv":"P-256","kid":"…","x":"…","y":"…"}]}""");

    private static readonly ApiBody Health = ApiBody.Written(
        "Health", """{"type":"object","required":["status"],"properties":{"status":{"type":"string"},"reason":{"type":"string"}}}""", """{"status":"ready"}""");

    internal static readonly GatewayErrorCode[] Authentication =
        [GatewayErrorCode.InvalidApiKey, GatewayErrorCode.KeyRevoked, GatewayErrorCode.KeyExpired];

    internal static readonly GatewayErrorCode[] Inference =
    [
        GatewayErrorCode.InvalidRequest, GatewayErrorCode.InvalidJson, GatewayErrorCode.DuplicateMember, GatewayErrorCode.UnsupportedParameter,
        GatewayErrorCode.ContextLengthExceeded, GatewayErrorCode.ContentFiltered, .. Authentication, GatewayErrorCode.PolicyDenied,
        GatewayErrorCode.ModelNotAllowed, GatewayErrorCode.RegionNotAllowed, GatewayErrorCode.BudgetExceeded, GatewayErrorCode.InsufficientCredit,
        GatewayErrorCode.PriceUnknown, GatewayErrorCode.ModelNotFound, GatewayErrorCode.IdempotencyConflict,
        GatewayErrorCode.IdempotencyInProgress, GatewayErrorCode.IdempotencyNoAnswer, GatewayErrorCode.RequestTooLarge,
        GatewayErrorCode.UnsupportedContentType, GatewayErrorCode.RateLimitExceeded, GatewayErrorCode.ProviderError, GatewayErrorCode.NoHealthySource,
        GatewayErrorCode.Overloaded, GatewayErrorCode.ProviderTimeout, GatewayErrorCode.OnlyIfCached, GatewayErrorCode.InternalError,
    ];

    internal static readonly (string, string)[] InferenceHeaders =
    [
        ("Idempotency-Key", "Serves the request once: for 24 hours a repeat with the same key and body gets the first one's status, headers and bytes. 1 to 255 visible ASCII characters."),
        ("X-NextModel-Cache", "default, bypass, refresh or only."), ("X-NextModel-Workload", "Label on the receipt in place of the key's own."),
        ("X-NextModel-Budget-Hint", "clamp: lowers the bound on output to what the budgets pay for, instead of 402."),
    ];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Of("POST", "/v1/chat/completions", "Chat completion, JSON or server-sent events", Completion, Inference) with { Request = Chat, Headers = InferenceHeaders },
        Of("POST", "/v1/embeddings", "Embeddings", EmbeddingList, Inference) with { Request = Embeddings, Headers = InferenceHeaders },
        Of("GET", "/v1/models", "The models and aliases that the key can name", ModelList, Authentication),
        Of("GET", "/v1/models/{id}", "One model or alias", Model, [.. Authentication, GatewayErrorCode.ModelNotFound]),
        Of("GET", "/v1/receipts", "Receipts of the key's project, or of a management key's organization or team, newest first", ReceiptList, [.. Authentication, GatewayErrorCode.InvalidRequest]) with
        {
            Query =
            [
                ("limit", "1 to 200; 50 unless given."), ("cursor", "next_cursor of the page before."), ("key", "Id of a key."), ("model", "Effective model."),
                ("source", "Source that served."), ("serve_mode", "fresh or exact_cache."), ("outcome", "How it ended."), ("from", "Completed at or after."),
                ("to", "Completed before."),
            ],
        },
        Of("GET", "/v1/receipts/{id}", "One receipt", OneReceipt, [.. Authentication, GatewayErrorCode.ReceiptNotFound]),
        Of("GET", "/.well-known/jwks.json", "Public keys of receipts and of the audit trail", KeySet, []) with { Security = null, MediaType = "application/jwk-set+json" },
        Of("GET", "/health/live", "The process answers", Health, []) with { Security = null },
        Of("GET", "/health/ready", "It can take work; 503 with a reason when it cannot", Health, []) with { Security = null },
        new ApiRoute("GET", "/metrics", "Metrics in Prometheus' text format, for whom NEXTMODEL_METRICS says: the admin key unless it says otherwise")
        {
            MediaType = "text/plain",
            Errors = [GatewayErrorCode.InvalidApiKey, GatewayErrorCode.PermissionDenied],
        },
        new ApiRoute("GET", "/openapi/v1.json", "This document") { Security = null },
        new ApiRoute("GET", "/schemas/policy/1.json", "The JSON Schema of policy documents") { Security = null, MediaType = "application/schema+json" },
    ];

    private static ApiRoute Of(string method, string path, string summary, ApiBody response, IReadOnlyList<GatewayErrorCode> errors) =>
        new(method, path, summary) { Response = response, Errors = errors, Security = "api_key" };
}
