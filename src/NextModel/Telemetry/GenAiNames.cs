namespace NextModel.Telemetry;

/// <summary>Names of the OpenTelemetry semantic conventions for generative AI, and our own beside them. No content, key, prefix or tenant is among them.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/semconv/gen-ai/ (in development there: names may still change).</remarks>
public static class GenAiNames
{
    public const string OperationName = "gen_ai.operation.name";
    public const string ProviderName = "gen_ai.provider.name";
    public const string RequestModel = "gen_ai.request.model";
    public const string RequestMaxTokens = "gen_ai.request.max_tokens";
    public const string ResponseModel = "gen_ai.response.model";
    public const string ResponseId = "gen_ai.response.id";
    public const string InputTokens = "gen_ai.usage.input_tokens";
    public const string CachedInputTokens = "gen_ai.usage.cache_read.input_tokens";
    public const string OutputTokens = "gen_ai.usage.output_tokens";
    public const string TokenType = "gen_ai.token.type";
    public const string ErrorType = "error.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string HttpMethod = "http.request.method";
    public const string HttpRoute = "http.route";
    public const string HttpStatus = "http.response.status_code";
    public const string Source = "nextmodel.source";
    public const string ServeMode = "nextmodel.serve_mode";
    public const string CacheStatus = "nextmodel.cache_status";
    public const string RequestId = "nextmodel.request.id";
    public const string ReceiptId = "nextmodel.receipt.id";
    public const string Cost = "nextmodel.cost";
    public const string Currency = "nextmodel.currency";
    public const string Attempt = "nextmodel.attempt";
    public const string UpstreamRequestId = "nextmodel.upstream.request_id";

    /// <summary>The well-known name of the provider behind a built-in source; the source's own id for all others.</summary>
    /// <param name="sourceId">Id of a source.</param>
    public static string Provider(string sourceId) => sourceId switch
    {
        "azure" or "azure-openai" => "azure.ai.openai",
        "bedrock" => "aws.bedrock",
        "gemini" => "gcp.gemini",
        "vertex" => "gcp.vertex_ai",
        "mistral" => "mistral_ai",
        "xai" => "x_ai",
        _ => sourceId,
    };
}
