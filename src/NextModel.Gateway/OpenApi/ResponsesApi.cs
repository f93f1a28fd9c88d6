using NextModel.Errors;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes for clients of OpenAI's Responses API. Members that do not stand here travel on to sources that speak it.</summary>
internal static class ResponsesApi
{
    private static readonly ApiBody Request = ApiBody.Written(
        "ResponseRequest",
        """
        {"type":"object","required":["model"],"properties":{"model":{"type":"string"},"input":{"type":["string","array","null"]},"instructions":{"type":["string","array","null"]},
          "stream":{"type":["boolean","null"]},"max_output_tokens":{"type":["integer","null"]},"tools":{"type":"array","items":{"type":"object"}},"text":{"type":"object"},
          "reasoning":{"type":["object","null"]},"store":{"type":["boolean","null"]},"previous_response_id":{"type":["string","null"]}}}
        """,
        """{"model":"sandbox-echo","input":"Hello"}""");

    private static readonly ApiBody Response = ApiBody.Written(
        "Response",
        """
        {"type":"object","required":["id","object","created_at","status","error","incomplete_details","model","output","usage"],"properties":{
          "id":{"type":"string"},"object":{"const":"response"},"created_at":{"type":"integer"},"model":{"type":"string"},
          "status":{"enum":["completed","incomplete","failed","in_progress"]},"error":{"type":["object","null"]},"incomplete_details":{"type":["object","null"]},
          "output":{"type":"array","items":{"type":"object","required":["type"],"properties":{"id":{"type":"string"},"type":{"type":"string"}}}},
          "usage":{"type":["object","null"],"properties":{"input_tokens":{"type":"integer"},"output_tokens":{"type":"integer"},"total_tokens":{"type":"integer"}}}}}
        """,
        """
        {"id":"resp_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e","object":"response","created_at":1763769600,"status":"completed","error":null,"incomplete_details":null,"model":"sandbox-echo",
         "output":[{"id":"msg_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e0000","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","annotations":[],"logprobs":[],"text":"Hello"}]}],
         "usage":{"input_tokens":8,"output_tokens":1,"total_tokens":9}}
        """);

    private static readonly ApiBody Compaction = ApiBody.Written(
        "CompactedResponse",
        """
        {"type":"object","required":["id","object","output"],"properties":{"id":{"type":"string"},"object":{"const":"response.compaction"},"created_at":{"type":"integer"},
          "output":{"type":"array","items":{"type":"object","required":["type"],"properties":{"id":{"type":"string"},"type":{"type":"string"}}}},"usage":{"type":["object","null"]}}}
        """,
        """
        {"id":"resp_001","object":"response.compaction","created_at":1763769600,"output":[{"id":"cmp_001","type":"compaction","encrypted_content":"…"}],
         "usage":{"input_tokens":139,"output_tokens":438,"total_tokens":577}}
        """);

    private static readonly ApiBody Count = ApiBody.Written(
        "ResponseTokenCount",
        """{"type":"object","required":["object","input_tokens"],"properties":{"object":{"const":"response.input_tokens"},"input_tokens":{"type":"integer"}}}""",
        """{"object":"response.input_tokens","input_tokens":8}""");

    private static readonly ApiBody Deleted = ApiBody.Written(
        "DeletedResponse",
        """{"type":"object","required":["id","object","deleted"],"properties":{"id":{"type":"string"},"object":{"const":"response"},"deleted":{"type":"boolean"}}}""",
        """{"id":"resp_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e","object":"response","deleted":true}""");

    private static readonly ApiBody Items = ApiBody.Written(
        "ResponseItemList",
        """
        {"type":"object","required":["object","data","first_id","last_id","has_more"],"properties":{"object":{"const":"list"},
          "data":{"type":"array","items":{"type":"object","required":["id","type"]}},"first_id":{"type":"string"},"last_id":{"type":"string"},"has_more":{"type":"boolean"}}}
        """,
        """
        {"object":"list","data":[{"id":"msg_0193c1f20b7d7c3a9e5f4d2c1b0a9f8ei0000","type":"message","status":"completed","role":"user","content":[{"type":"input_text","text":"Hello"}]}],
         "first_id":"msg_0193c1f20b7d7c3a9e5f4d2c1b0a9f8ei0000","last_id":"msg_0193c1f20b7d7c3a9e5f4d2c1b0a9f8ei0000","has_more":false}
        """);

    private static readonly GatewayErrorCode[] Kept = [.. OpenAIApi.Authentication, GatewayErrorCode.NotFound, GatewayErrorCode.Overloaded];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        new("POST", "/v1/responses", "A response, JSON or server-sent events")
        {
            Request = Request, Response = Response, Errors = [.. OpenAIApi.Inference, GatewayErrorCode.PreviousResponseNotFound], Security = "api_key",
            Headers = OpenAIApi.InferenceHeaders,
        },
        new("POST", "/v1/responses/compact", "A long input shortened by its model, where a source of it offers that")
        {
            Request = Request, Response = Compaction, Errors = [.. OpenAIApi.Inference, GatewayErrorCode.PreviousResponseNotFound], Security = "api_key",
            Headers = OpenAIApi.InferenceHeaders,
        },
        new("POST", "/v1/responses/input_tokens", "How many tokens a request has; nothing is generated or charged")
        {
            Request = Request, Response = Count, Errors = [.. MessagesApi.CountErrors, GatewayErrorCode.PreviousResponseNotFound], Security = "api_key",
        },
        new("GET", "/v1/responses/{id}", "A response that was kept, JSON or server-sent events")
        {
            Response = Response, Errors = [.. Kept, GatewayErrorCode.InvalidRequest], Security = "api_key",
            Query = [("stream", "true for its events."), ("starting_after", "Number of the event after which to begin.")],
        },
        new("DELETE", "/v1/responses/{id}", "Deletes a response that was kept") { Response = Deleted, Errors = Kept, Security = "api_key" },
        new("POST", "/v1/responses/{id}/cancel", "Refused: responses that are kept have ended") { Response = Response, Errors = [.. Kept, GatewayErrorCode.InvalidRequest], Security = "api_key" },
        new("GET", "/v1/responses/{id}/input_items", "The items that were put to a response, newest first")
        {
            Response = Items, Errors = [.. Kept, GatewayErrorCode.InvalidRequest], Security = "api_key",
            Query = [("limit", "1 to 100; 20 unless given."), ("order", "asc or desc."), ("after", "last_id of the page before.")],
        },
    ];
}
