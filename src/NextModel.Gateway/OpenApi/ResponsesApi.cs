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

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        new("POST", "/v1/responses", "A response, JSON or server-sent events")
        {
            Request = Request, Response = Response, Errors = OpenAIApi.Inference, Security = "api_key", Headers = OpenAIApi.InferenceHeaders,
        },
    ];
}
