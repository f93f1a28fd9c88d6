using System.Buffers;
using System.Text;
using System.Text.Json;

namespace CacheSafety.Importing;

/// <summary>One line of a log of requests, whichever gateway wrote it: docs/guides/cachesafety-in-ci.md lists the members that are looked at.</summary>
/// <param name="Body">The request as JSON text; null for one that is no chat request (embeddings, images), which is passed over.</param>
/// <param name="Answer">Text of the answer; null where the log has none.</param>
internal readonly record struct LogRow(string? Body, string? Answer)
{
    /// <exception cref="InvalidDataException">Says which line cannot be read, and why.</exception>
    public static LogRow Read(string line, int number)
    {
        try
        {
            using var row = JsonDocument.Parse(line);
            var root = row.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException("it is no object.");
            }

            return new LogRow(BodyOf(root), AnswerOf(root));
        }
        catch (Exception error) when (error is JsonException or InvalidDataException)
        {
            throw new InvalidDataException($"line {number}: {error.Message} Each line is a chat request, or an object that holds one under body, request, request_body or proxy_server_request.");
        }
    }

    private static string? BodyOf(JsonElement root)
    {
        foreach (var name in new[] { "body", "request_body", "request", "proxy_server_request" })
        {
            if (Member(root, name) is { } request)
            {
                request = Member(request, "body") ?? request;
                return Has(request, "messages", JsonValueKind.Array) && Has(request, "model", JsonValueKind.String) ? request.GetRawText()
                    : Has(request, "input") || Has(request, "prompt") ? null
                    : throw new InvalidDataException($"the request under {name} has no model or no messages; does the gateway log them?");
            }
        }

        return !Has(root, "messages", JsonValueKind.Array) || !Has(root, "model", JsonValueKind.String)
            ? throw new InvalidDataException("there is no request in it, or one without model or messages; does the gateway log them?")
            : Member(root, "model_parameters") is { } parameters ? Joined(root, parameters) : root.GetRawText();
    }

    // LiteLLM's standard payload has the members of the request in three places.
    private static string Joined(JsonElement root, JsonElement parameters)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            foreach (var name in new[] { "model", "messages" })
            {
                json.WritePropertyName(name);
                json.WriteRawValue(root.GetProperty(name).GetRawText());
            }

            foreach (var parameter in parameters.EnumerateObject().Where(one => one.Name is not ("model" or "messages")))
            {
                json.WritePropertyName(parameter.Name);
                json.WriteRawValue(parameter.Value.GetRawText());
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(body.WrittenSpan);
    }

    private static string? AnswerOf(JsonElement root)
    {
        var answer = Member(root, "response") ?? Member(root, "response_body");
        answer = answer is { } whole ? Member(whole, "body") ?? whole : null;
        return answer is { } said && said.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            && Member(choices[0], "message") is { } message && Has(message, "content", JsonValueKind.String)
                ? message.GetProperty("content").GetString()
                : null;
    }

    /// <summary>A member that is an object, or the text of one, as logs that come out of tables have it.</summary>
    private static JsonElement? Member(JsonElement holder, string name)
    {
        if (holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.AsSpan().TrimStart().StartsWith("{"))
        {
            using var inner = JsonDocument.Parse(text);
            return inner.RootElement.Clone();
        }

        return value.ValueKind == JsonValueKind.Object ? value : null;
    }

    private static bool Has(JsonElement holder, string name, JsonValueKind? kind = null) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && (kind is null || value.ValueKind == kind);
}
