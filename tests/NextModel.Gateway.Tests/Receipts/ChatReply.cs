using System.Net;
using System.Text;
using System.Text.Json;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>An answer to a chat request as far as it came, told alike for JSON and for a stream.</summary>
public sealed class ChatReply
{
    private readonly SortedDictionary<int, SaidChoice> _choices = [];

    private ChatReply(HttpResponseMessage response, string body)
    {
        Status = response.StatusCode;
        RequestId = Header(response, "x-request-id") ?? "";
        Body = body;
        foreach (var (name, values) in response.Headers)
        {
            Headers[name] = values.Single();
        }
    }

    public HttpStatusCode Status { get; }

    public string RequestId { get; }

    /// <summary>As it came off the wire.</summary>
    public string Body { get; }

    public Dictionary<string, string> Headers { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The code of the error told, whatever the status; null when none was.</summary>
    public string? ErrorCode { get; private set; }

    public string ErrorMessage { get; private set; } = "";

    /// <summary>True when the connection ended before the answer did.</summary>
    public bool IsCut { get; private init; }

    public string? ServeMode => Headers.GetValueOrDefault("x-nextmodel-serve-mode");

    /// <summary>What every choice says: reasoning, text, refusal, calls and finish reason.</summary>
    public string Said => string.Join(" | ", _choices.Values);

    /// <summary>Reads an answer to its end, good or bad.</summary>
    /// <param name="response">Its head.</param>
    /// <param name="arriving">Is told what has come so far, each time more has.</param>
    public static async Task<ChatReply> ReadAsync(HttpResponseMessage response, Func<string, Task>? arriving = null)
    {
        var stream = await response.Content.ReadAsStreamAsync();
        using var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        var cut = false;
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;)
            {
                read.Write(buffer, 0, count);
                await (arriving?.Invoke(Encoding.UTF8.GetString(read.ToArray())) ?? Task.CompletedTask);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException)
        {
            cut = true;
        }

        var reply = new ChatReply(response, Encoding.UTF8.GetString(read.ToArray())) { IsCut = cut };
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            foreach (var line in reply.Body.Split("\n\n").Where(l => l.StartsWith("data: {", StringComparison.Ordinal)))
            {
                reply.Take(line["data: ".Length..]);
            }
        }
        else
        {
            reply.Take(reply.Body);
        }

        return reply;
    }

    private void Take(string text)
    {
        using var json = JsonDocument.Parse(text);
        if (json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            ErrorCode = error.GetProperty("code").GetString();
            ErrorMessage = error.GetProperty("message").GetString()!;
            return;
        }

        if (!json.RootElement.TryGetProperty("choices", out var choices))
        {
            return;
        }

        foreach (var choice in choices.EnumerateArray())
        {
            var index = choice.GetProperty("index").GetInt32();
            if (!_choices.TryGetValue(index, out var said))
            {
                _choices[index] = said = new SaidChoice();
            }

            said.Take(choice);
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
