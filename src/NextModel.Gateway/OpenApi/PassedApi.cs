namespace NextModel.Gateway.OpenApi;

/// <summary>The routes for clients that pass to sources which offer them. Members that do not stand here travel on as they are.</summary>
internal static class PassedApi
{
    private static readonly ApiBody Completions = ApiBody.Written(
        "CompletionRequest",
        """
        {"type":"object","required":["model","prompt"],"properties":{
          "model":{"type":"string"},"prompt":{"type":["string","array"]},"suffix":{"type":["string","null"]},"stream":{"type":["boolean","null"]},
          "max_tokens":{"type":["integer","null"]},"n":{"type":["integer","null"]},"best_of":{"type":["integer","null"]},"echo":{"type":["boolean","null"]}}}
        """,
        """{"model":"my-model","prompt":"Lanterns","max_tokens":16}""");

    private static readonly ApiBody Completion = ApiBody.Written(
        "Completion",
        """
        {"type":"object","required":["object","model","choices"],"properties":{
          "id":{"type":"string"},"object":{"const":"text_completion"},"created":{"type":"integer"},"model":{"type":"string"},
          "choices":{"type":"array","items":{"type":"object","required":["text","index","finish_reason"],"properties":{
            "text":{"type":"string"},"index":{"type":"integer"},"finish_reason":{"type":["string","null"]},"logprobs":{"type":["object","null"]}}}},
          "usage":{"type":["object","null"]}}}
        """,
        """
        {"id":"cmpl-1","object":"text_completion","created":1790000000,"model":"my-model","choices":[{"text":" drift.","index":0,"finish_reason":"stop","logprobs":null}],
         "usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}
        """);

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Of("/v1/completions", "Completion of a text, JSON or server-sent events, where a source of the model offers it", Completions, Completion),
    ];

    private static ApiRoute Of(string path, string summary, ApiBody request, ApiBody response) => new("POST", path, summary)
    {
        Request = request,
        Response = response,
        Errors = OpenAIApi.Inference,
        Headers = OpenAIApi.InferenceHeaders,
        Security = "api_key",
    };
}
