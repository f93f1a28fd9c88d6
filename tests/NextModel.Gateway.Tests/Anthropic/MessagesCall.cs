using System.Text;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Anthropic;

/// <summary>Requests of the Messages API as Anthropic's libraries send them.</summary>
internal static class MessagesCall
{
    /// <summary>What is asked where it does not matter.</summary>
    public const string Question = "\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"Where do lanterns go?\"}]";

    /// <summary>Posts a JSON text to <c>/v1/messages</c>.</summary>
    /// <param name="gateway">Whom to ask.</param>
    /// <param name="json">The body.</param>
    /// <param name="headers">More headers than the key and the version.</param>
    public static async Task<HttpResponseMessage> MessagesAsync(this TestGateway gateway, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = null;
        request.Headers.Add("x-api-key", gateway.ApiKey);
        request.Headers.Add("anthropic-version", "2023-06-01");
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.Add(name, value);
        }

        using var client = new HttpClient { BaseAddress = new Uri(gateway.Origin), Timeout = TimeSpan.FromSeconds(60) };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The whole body; what had arrived where the connection was cut.</summary>
    public static async Task<string> TextAsync(this HttpResponseMessage response)
    {
        var text = new StringBuilder();
        try
        {
            using var stream = await response.Content.ReadAsStreamAsync();
            using var reader = new StreamReader(stream);
            var buffer = new char[4096];
            for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
            {
                text.Append(buffer, 0, read);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            text.Append("<cut>");
        }

        return text.ToString();
    }

    /// <summary>A stream without the receipt's comment, which is the gateway's own.</summary>
    public static string WithoutReceipt(string events)
    {
        var from = events.IndexOf(": nextmodel {", StringComparison.Ordinal);
        return from < 0 ? events : events.Remove(from, events.IndexOf("\n\n", from, StringComparison.Ordinal) + 2 - from);
    }
}
