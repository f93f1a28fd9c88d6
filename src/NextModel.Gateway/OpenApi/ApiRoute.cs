using NextModel.Errors;

namespace NextModel.Gateway.OpenApi;

/// <summary>A route as the OpenAPI document describes it.</summary>
/// <param name="Method">HTTP method in upper case.</param>
/// <param name="Path">With parameters in braces.</param>
/// <param name="Summary">What it does, in a few words.</param>
internal sealed record ApiRoute(string Method, string Path, string Summary)
{
    /// <summary>Status of a good answer.</summary>
    public int Status { get; init; } = 200;

    public ApiBody? Request { get; init; }

    /// <summary>Media type of the request.</summary>
    public string RequestMediaType { get; init; } = "application/json";

    public ApiBody? Response { get; init; }

    /// <summary>Media type of the answer.</summary>
    public string MediaType { get; init; } = "application/json";

    /// <summary>Name and meaning of each query parameter.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Query { get; init; } = [];

    /// <summary>Name and meaning of each request header that may be sent.</summary>
    public IReadOnlyList<(string Name, string Meaning)> Headers { get; init; } = [];

    /// <summary>True for a change of an object, which needs its ETag.</summary>
    public bool NeedsIfMatch { get; init; }

    /// <summary>Which key it takes: <c>api_key</c>, <c>admin_key</c>, or null for none.</summary>
    public string? Security { get; init; } = "admin_key";

    /// <summary>True where refusals have Anthropic's envelope and statuses.</summary>
    public bool SpeaksAnthropic { get; init; }

    /// <summary>Every code it may refuse with.</summary>
    public IReadOnlyList<GatewayErrorCode> Errors { get; init; } = [];
}
