using System.Text.Json;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>An answer of the admin API.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The text.</param>
/// <param name="ETag">With its quotes; null when there was none.</param>
public sealed record AdminReply(int Status, string Body, string? ETag)
{
    /// <summary>The body read as JSON.</summary>
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>The error code; null when it is no error.</summary>
    public string? Code => Status >= 400 ? Json.GetProperty("error").GetProperty("code").GetString() : null;

    public string? Param => Json.GetProperty("error").GetProperty("param").GetString();

    public string Message => Json.GetProperty("error").GetProperty("message").GetString()!;

    public string Id => this["id"];

    /// <summary>Of an applied file: action, kind and path of each step.</summary>
    public List<string> Steps =>
    [
        .. Json.GetProperty("steps").EnumerateArray()
            .Select(s => $"{s.GetProperty("action").GetString()} {s.GetProperty("kind").GetString()} {s.GetProperty("path").GetString()}"),
    ];

    public string this[string member] => Json.GetProperty(member).GetString()!;

    public static async Task<AdminReply> ReadAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.ToString());
}
