using System.Text;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Responses;

/// <summary>Requests of the Responses API.</summary>
internal static class ResponsesCall
{
    /// <summary>What is asked where it does not matter; nothing of it is kept.</summary>
    public const string Question = "\"store\":false,\"input\":\"Where do lanterns go?\"";

    /// <summary>Posts a JSON text to <c>/v1/responses</c>.</summary>
    public static Task<HttpResponseMessage> ResponsesAsync(this TestGateway gateway, string json, HttpClient? client = null) =>
        gateway.SendAsync(HttpMethod.Post, "/v1/responses", json, client);

    /// <summary>Sends a request below <c>/v1/responses</c>.</summary>
    public static async Task<HttpResponseMessage> SendAsync(
        this TestGateway gateway, HttpMethod method, string path, string? json = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json") };
        return await (client ?? gateway.Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
