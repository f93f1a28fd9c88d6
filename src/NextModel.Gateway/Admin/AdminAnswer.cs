using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace NextModel.Gateway.Admin;

/// <summary>What a route of the admin API answers when it did what was asked.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Version">Sent as the strong ETag of the object; null for lists and results.</param>
internal sealed record AdminAnswer(int Status, long? Version)
{
    /// <summary>Writes the body.</summary>
    public required Func<HttpContext, Task> WriteAsync { get; init; }

    public static AdminAnswer Of<T>(T value, JsonTypeInfo<T> type, long? version = null, int status = StatusCodes.Status200OK) =>
        Json(JsonSerializer.SerializeToUtf8Bytes(value, type), version, status);

    public static AdminAnswer Json(byte[] json, long? version = null, int status = StatusCodes.Status200OK) => new(status, version)
    {
        WriteAsync = async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = json.Length;
            await context.Response.Body.WriteAsync(json, context.RequestAborted);
        },
    };
}
