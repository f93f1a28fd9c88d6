using System.Globalization;
using System.Text;
using System.Text.Json;
using NextModel.Web.Formatting;

namespace NextModel.Web.Dashboard.Playground;

/// <summary>One answer as a page shows it: what came of it, and what it took and cost.</summary>
/// <param name="model">As it was asked for.</param>
public sealed class PlaygroundAnswer(string model)
{
    private readonly StringBuilder _text = new();
    private JsonElement _result;

    public string Model => model;

    public string Text => _text.ToString();

    /// <summary><c>completed</c>, <c>refused</c>, <c>failed</c> or <c>broke</c>; empty while it lasts.</summary>
    public string Status => Of("status");

    public string ServeMode => Of("serve_mode");

    public string Source => Of("source");

    public string Cost => Of("cost") is { Length: > 0 } cost ? $"{cost} {Of("currency")}" : "";

    public string FirstByte => Of("first_byte_ms");

    public string Total => Of("total_ms");

    public string Error => _result.ValueKind == JsonValueKind.Object && _result.GetProperty("error") is { ValueKind: JsonValueKind.Object } error ? error.GetProperty("message").GetString() ?? "" : "";

    /// <summary>Input and output tokens; empty when nobody counted.</summary>
    public string Tokens => _result.ValueKind == JsonValueKind.Object && _result.GetProperty("usage") is { ValueKind: JsonValueKind.Object } usage
        && usage.TryGetProperty("prompt_tokens", out var input) && usage.TryGetProperty("completion_tokens", out var output)
            ? $"{Figures.Count(input.GetInt64())}, {Figures.Count(output.GetInt64())}" : "";

    /// <summary>Id of its receipt; empty for one that was refused.</summary>
    public string ReceiptId => Of("receipt_url") is { Length: > 0 } url ? url[(url.LastIndexOf('/') + 1)..] : "";

    /// <summary>Gathers the answers of a comparison, until all are there.</summary>
    public static async Task<IReadOnlyList<PlaygroundAnswer>> GatherAsync(IReadOnlyList<string> models, IAsyncEnumerable<PlaygroundEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var answers = models.Select(one => new PlaygroundAnswer(one)).ToList();
        await foreach (var one in events)
        {
            if (one.Name is not ("chunk" or "result"))
            {
                continue;
            }

            using var json = JsonDocument.Parse(one.Json);
            var answer = answers[json.RootElement.GetProperty("index").GetInt32()];
            if (one.Name == "result")
            {
                answer._result = json.RootElement.Clone();
            }
            else
            {
                answer.Add(json.RootElement.GetProperty("chunk"));
            }
        }

        return answers;
    }

    private void Add(JsonElement chunk)
    {
        if (chunk.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
            && choices[0].TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.Object
            && delta.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String)
        {
            _text.Append(content.GetString());
        }
    }

    private string Of(string name) => _result.ValueKind == JsonValueKind.Object && _result.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => Figures.Count(long.Parse(value.GetRawText(), CultureInfo.InvariantCulture)),
            _ => "",
        }
        : "";
}
