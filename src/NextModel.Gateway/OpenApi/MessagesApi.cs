using System.Text.Json.Nodes;
using NextModel.Errors;
using NextModel.Gateway.Anthropic;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes for clients of Anthropic's Messages API. Members that do not stand here travel on to sources that speak it.</summary>
internal static class MessagesApi
{
    /// <summary>The envelope of a refusal.</summary>
    public const string ErrorSchema = """
        {"type":"object","required":["type","error","request_id"],"properties":{
          "type":{"const":"error"},
          "error":{"type":"object","required":["type","message","details"],"properties":{
            "type":{"type":"string"},"message":{"type":"string"},
            "details":{"type":"object","required":["error_code","param"],"properties":{"error_code":{"type":"string"},"param":{"type":["string","null"]}}}}},
          "request_id":{"type":"string"}}}
        """;

    private const string Messages = """
        "messages":{"type":"array","minItems":1,"items":{"type":"object","required":["role","content"],"properties":{
          "role":{"enum":["user","assistant","system"]},"content":{"type":["string","array"]}}}},
        "system":{"type":["string","array"]},"tools":{"type":"array","items":{"type":"object"}},"thinking":{"type":"object"}
        """;

    private static readonly ApiBody Request = ApiBody.Written(
        "MessageRequest",
        """{"type":"object","required":["model","max_tokens","messages"],"properties":{"model":{"type":"string"},"max_tokens":{"type":"integer","minimum":1},"stream":{"type":"boolean"},""" + Messages + "}}",
        """{"model":"sandbox-echo","max_tokens":200,"messages":[{"role":"user","content":"Hello"}]}""");

    private static readonly ApiBody Message = ApiBody.Written(
        "Message",
        """
        {"type":"object","required":["id","type","role","model","content","stop_reason","stop_sequence","usage"],"properties":{
          "id":{"type":"string"},"type":{"const":"message"},"role":{"const":"assistant"},"model":{"type":"string"},
          "content":{"type":"array","items":{"type":"object","required":["type"],"properties":{"type":{"type":"string"}}}},
          "stop_reason":{"type":["string","null"]},"stop_sequence":{"type":["string","null"]},
          "usage":{"type":"object","required":["input_tokens","output_tokens"],"properties":{"input_tokens":{"type":"integer"},"output_tokens":{"type":"integer"},
            "cache_creation_input_tokens":{"type":["integer","null"]},"cache_read_input_tokens":{"type":["integer","null"]}}}}}
        """,
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"sandbox-echo","content":[{"type":"text","text":"Hello","citations":null}],
         "stop_reason":"end_turn","stop_sequence":null,
         "usage":{"input_tokens":8,"output_tokens":1,"cache_creation_input_tokens":0,"cache_read_input_tokens":0}}
        """);

    private static readonly ApiBody CountRequest = ApiBody.Written(
        "CountTokensRequest",
        """{"type":"object","required":["model","messages"],"properties":{"model":{"type":"string"},""" + Messages + "}}",
        """{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello"}]}""");

    private static readonly ApiBody Count = ApiBody.Written(
        "TokenCount", """{"type":"object","required":["input_tokens"],"properties":{"input_tokens":{"type":"integer","minimum":0}}}""", """{"input_tokens":8}""");

    private static readonly (string, string)[] Headers =
    [
        ("x-api-key", "The key, in place of Authorization: Bearer."), ("anthropic-version", "2023-06-01 or 2026-10-21."),
        ("anthropic-beta", "Features in testing, for sources that speak the Messages API."),
    ];

    /// <summary>Why tokens may not be counted.</summary>
    public static GatewayErrorCode[] CountErrors { get; } =
    [
        GatewayErrorCode.InvalidRequest, GatewayErrorCode.InvalidJson, GatewayErrorCode.DuplicateMember, GatewayErrorCode.UnsupportedParameter,
        .. OpenAIApi.Authentication, GatewayErrorCode.PolicyDenied, GatewayErrorCode.ModelNotAllowed, GatewayErrorCode.ModelNotFound,
        GatewayErrorCode.RequestTooLarge, GatewayErrorCode.UnsupportedContentType, GatewayErrorCode.RateLimitExceeded,
    ];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        new("POST", "/v1/messages", "A message in Anthropic's dialect, JSON or server-sent events")
        {
            Request = Request, Response = Message, Errors = OpenAIApi.Inference, Security = "api_key", SpeaksAnthropic = true,
            Headers = [.. Headers, .. OpenAIApi.InferenceHeaders],
        },
        new("POST", "/v1/messages/count_tokens", "How many tokens a message request has; nothing is generated or charged")
        {
            Request = CountRequest, Response = Count, Security = "api_key", SpeaksAnthropic = true, Headers = Headers,
            Errors = CountErrors,
        },
    ];

    /// <summary>A refusal as its clients see it.</summary>
    public static JsonNode Error(GatewayErrorCode code) => JsonNode.Parse(
        AnthropicErrors.Write(new GatewayError(code, "What was wrong with what value, and what to do."), "req_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e").Span)!;
}
