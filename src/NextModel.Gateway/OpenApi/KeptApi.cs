using NextModel.Errors;

namespace NextModel.Gateway.OpenApi;

/// <summary>The routes for what sources keep for clients: files, batches and stored chat completions.</summary>
internal static class KeptApi
{
    private static readonly ApiBody Upload = ApiBody.Written(
        "FileForm",
        """{"type":"object","required":["file","purpose"],"properties":{"file":{"type":"string"},"purpose":{"type":"string"}}}""",
        """{"file":"(a file)","purpose":"batch"}""");

    private static readonly ApiBody File = ApiBody.Written(
        "File",
        """{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"object":{"type":"string"},"bytes":{"type":"integer"},"filename":{"type":"string"},"purpose":{"type":"string"}}}""",
        """{"id":"file-1","object":"file","bytes":120,"filename":"requests.jsonl","purpose":"batch"}""");

    private static readonly ApiBody BatchRequest = ApiBody.Written(
        "BatchRequest",
        """
        {"type":"object","required":["input_file_id","endpoint","completion_window"],"properties":{
          "input_file_id":{"type":"string"},"endpoint":{"type":"string"},"completion_window":{"type":"string"}}}
        """,
        """{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h"}""");

    private static readonly ApiBody Batch = ApiBody.Written(
        "Batch",
        """{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"object":{"type":"string"},"status":{"type":"string"},"output_file_id":{"type":["string","null"]}}}""",
        """{"id":"batch-1","object":"batch","status":"in_progress","output_file_id":null}""");

    private static readonly ApiBody Change = ApiBody.Written(
        "StoredCompletionChange", """{"type":"object","properties":{"metadata":{"type":["object","null"]}}}""", """{"metadata":{"shown":"yes"}}""");

    private static readonly ApiBody Chat = ApiBody.Written(
        "StoredCompletion", """{"type":"object","required":["id"],"properties":{"id":{"type":"string"},"object":{"type":"string"}}}""", """{"id":"chatcmpl-1","object":"chat.completion"}""");

    private static readonly ApiBody List = ApiBody.Written(
        "KeptList",
        """
        {"type":"object","required":["object","data"],"properties":{"object":{"const":"list"},"data":{"type":"array","items":{"type":"object"}},
          "first_id":{"type":["string","null"]},"last_id":{"type":["string","null"]},"has_more":{"type":"boolean"}}}
        """,
        """{"object":"list","data":[{"id":"file-1","object":"file"}],"first_id":"file-1","last_id":"file-1","has_more":false}""");

    private static readonly ApiBody Deleted = ApiBody.Written(
        "Deleted", """{"type":"object","required":["id","deleted"],"properties":{"id":{"type":"string"},"deleted":{"type":"boolean"}}}""", """{"id":"file-1","deleted":true}""");

    private static readonly ApiBody Content = ApiBody.Written("FileContent", """{"type":"string"}""", "\"(bytes)\"");

    private static readonly GatewayErrorCode[] Errors =
    [
        .. OpenAIApi.Authentication, GatewayErrorCode.NotFound, GatewayErrorCode.RateLimitExceeded, GatewayErrorCode.ProviderError, GatewayErrorCode.ProviderTimeout,
        GatewayErrorCode.NoHealthySource, GatewayErrorCode.Overloaded,
    ];

    private static readonly GatewayErrorCode[] Making =
    [
        .. Errors, GatewayErrorCode.InvalidRequest, GatewayErrorCode.InvalidJson, GatewayErrorCode.UnsupportedParameter, GatewayErrorCode.PolicyDenied,
        GatewayErrorCode.PriceUnknown, GatewayErrorCode.RequestTooLarge, GatewayErrorCode.UnsupportedContentType,
    ];

    private static readonly (string, string)[] Paging = [("limit", "Most of them; 20 unless given."), ("after", "The last one of the page before.")];

    public static IReadOnlyList<ApiRoute> Routes { get; } =
    [
        Of("POST", "/v1/files", "A file for a source that offers files", File, Making) with { Request = Upload, RequestMediaType = "multipart/form-data" },
        Of("GET", "/v1/files", "Files of the key's project", List, Errors) with { Query = Paging },
        Of("GET", "/v1/files/{id}", "One of them", File, Errors),
        Of("DELETE", "/v1/files/{id}", "Deletes one", Deleted, Errors),
        Of("GET", "/v1/files/{id}/content", "What is in one", Content, Errors) with { MediaType = "application/octet-stream" },
        Of("POST", "/v1/batches", "A batch of the requests in a file, at the source that has it", Batch, Making) with { Request = BatchRequest },
        Of("GET", "/v1/batches", "Batches of the key's project", List, Errors) with { Query = Paging },
        Of("GET", "/v1/batches/{id}", "One of them", Batch, Errors),
        Of("POST", "/v1/batches/{id}/cancel", "Ends one", Batch, Errors),
        Of("GET", "/v1/chat/completions", "Chat completions of the key's project that sources keep (store: true)", List, Errors) with { Query = Paging },
        Of("GET", "/v1/chat/completions/{id}", "One of them", Chat, Errors),
        Of("POST", "/v1/chat/completions/{id}", "Changes its metadata", Chat, Making) with { Request = Change },
        Of("DELETE", "/v1/chat/completions/{id}", "Deletes one", Deleted, Errors),
        Of("GET", "/v1/chat/completions/{id}/messages", "The messages it answered", List, Errors) with { Query = Paging },
    ];

    private static ApiRoute Of(string method, string path, string summary, ApiBody response, IReadOnlyList<GatewayErrorCode> errors) =>
        new(method, path, summary) { Response = response, Errors = errors, Security = "api_key" };
}
