namespace NextModel.Gateway.OpenApi;

/// <summary>The routes for clients that pass to sources which offer them. Members that do not stand here travel on as they are.</summary>
internal static class PassedApi
{
    private const string Form = "multipart/form-data";

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

    private static readonly ApiBody ModerationRequest = ApiBody.Written(
        "ModerationRequest",
        """{"type":"object","required":["input"],"properties":{"model":{"type":["string","null"]},"input":{"type":["string","array","object"]}}}""",
        """{"model":"omni-moderation-latest","input":"Lanterns drift."}""");

    private static readonly ApiBody Moderation = ApiBody.Written(
        "Moderation",
        """{"type":"object","required":["results"],"properties":{"id":{"type":"string"},"model":{"type":"string"},"results":{"type":"array","items":{"type":"object"}}}}""",
        """{"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":false}]}""");

    private static readonly ApiBody ImageRequest = ApiBody.Written(
        "ImageRequest",
        """
        {"type":"object","required":["prompt"],"properties":{"model":{"type":["string","null"]},"prompt":{"type":"string"},"n":{"type":["integer","null"]},
          "size":{"type":["string","null"]},"quality":{"type":["string","null"]},"stream":{"type":["boolean","null"]}}}
        """,
        """{"model":"my-images","prompt":"A lantern on a river","size":"1024x1024"}""");

    private static readonly ApiBody ImageEdit = ApiBody.Written(
        "ImageEditForm",
        """{"type":"object","required":["image","prompt"],"properties":{"model":{"type":"string"},"image":{"type":["string","array"]},"mask":{"type":"string"},"prompt":{"type":"string"},"n":{"type":"string"}}}""",
        """{"model":"my-images","image":"(a file)","prompt":"At night"}""");

    private static readonly ApiBody ImageVariation = ApiBody.Written(
        "ImageVariationForm",
        """{"type":"object","required":["image"],"properties":{"model":{"type":"string"},"image":{"type":"string"},"n":{"type":"string"}}}""",
        """{"model":"my-images","image":"(a file)"}""");

    private static readonly ApiBody Images = ApiBody.Written(
        "Images",
        """{"type":"object","required":["data"],"properties":{"created":{"type":"integer"},"data":{"type":"array","items":{"type":"object"}},"usage":{"type":["object","null"]}}}""",
        """{"created":1790000000,"data":[{"b64_json":"aGk="}]}""");

    private static readonly ApiBody SpeechRequest = ApiBody.Written(
        "SpeechRequest",
        """
        {"type":"object","required":["model","input"],"properties":{"model":{"type":"string"},"input":{"type":"string"},"voice":{"type":["string","object"]},
          "response_format":{"type":["string","null"]},"stream_format":{"type":["string","null"]}}}
        """,
        """{"model":"my-speech","input":"Lanterns drift.","voice":"alloy"}""");

    private static readonly ApiBody Sound = ApiBody.Written("Sound", """{"type":"string"}""", "\"(bytes)\"");

    private static readonly ApiBody AudioForm = ApiBody.Written(
        "AudioForm",
        """
        {"type":"object","required":["model","file"],"properties":{"model":{"type":"string"},"file":{"type":"string"},"language":{"type":"string"},
          "response_format":{"type":"string"},"stream":{"type":"string"}}}
        """,
        """{"model":"my-transcripts","file":"(a file)"}""");

    private static readonly ApiBody Transcript = ApiBody.Written(
        "Transcript",
        """{"type":"object","required":["text"],"properties":{"text":{"type":"string"},"usage":{"type":["object","null"]}}}""",
        """{"text":"Lanterns drift.","usage":{"type":"duration","seconds":7}}""");

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Of("/v1/completions", "Completion of a text, JSON or server-sent events, where a source of the model offers it", Completions, Completion),
        Of("/v1/moderations", "Moderation, where a source of the model offers it", ModerationRequest, Moderation),
        Of("/v1/images/generations", "Images, JSON or server-sent events, where a source of the model offers it", ImageRequest, Images),
        Of("/v1/images/edits", "Changed images, from a form or JSON, where a source of the model offers it", ImageEdit, Images) with { RequestMediaType = Form },
        Of("/v1/images/variations", "Variations of an image, where a source of the model offers it", ImageVariation, Images) with { RequestMediaType = Form },
        Of("/v1/audio/speech", "Speech, bytes or server-sent events, where a source of the model offers it", SpeechRequest, Sound) with { MediaType = "application/octet-stream" },
        Of("/v1/audio/transcriptions", "A transcript, JSON, text or server-sent events, where a source of the model offers it", AudioForm, Transcript) with { RequestMediaType = Form },
        Of("/v1/audio/translations", "A transcript in English, JSON or text, where a source of the model offers it", AudioForm, Transcript) with { RequestMediaType = Form },
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
