using System.Text;
using System.Text.Json;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>One choice of an answer, whole or put together from its deltas.</summary>
internal sealed class SaidChoice
{
    private const int LongestShown = 100;

    private readonly StringBuilder _reasoning = new();
    private readonly StringBuilder _content = new();
    private readonly StringBuilder _refusal = new();
    private readonly SortedDictionary<int, StringBuilder> _calls = [];
    private string? _finish;

    public void Take(JsonElement choice)
    {
        var part = choice.TryGetProperty("message", out var message) ? message : choice.GetProperty("delta");
        Append(_reasoning, part, part.TryGetProperty("reasoning_content", out _) ? "reasoning_content" : "reasoning");
        Append(_content, part, "content");
        Append(_refusal, part, "refusal");
        if (part.TryGetProperty("function_call", out var legacy) && legacy.ValueKind == JsonValueKind.Object)
        {
            TakeCall(-1, default, legacy);
        }

        if (part.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            var place = 0;
            foreach (var call in calls.EnumerateArray())
            {
                var index = call.TryGetProperty("index", out var stated) ? stated.GetInt32() : place++;
                TakeCall(index, call, call.GetProperty("function"));
            }
        }

        if (choice.TryGetProperty("finish_reason", out var finish) && finish.GetString() is { } reason)
        {
            _finish = reason;
        }
    }

    public override string ToString()
    {
        var text = _content.Length > LongestShown ? $"{_content.Length} characters" : _content.ToString();
        var parts = new[]
        {
            _reasoning.Length > 0 ? $"({_reasoning})" : "",
            text,
            _refusal.Length > 0 ? $"refusal: {_refusal}" : "",
            string.Join(' ', _calls.Values),
            $"[{_finish ?? "unfinished"}]",
        };
        return string.Join(' ', parts.Where(p => p.Length > 0));
    }

    private void TakeCall(int index, JsonElement call, JsonElement function)
    {
        if (!_calls.TryGetValue(index, out var said))
        {
            var id = call.ValueKind == JsonValueKind.Object ? call.GetProperty("id").GetString() : "legacy";

            // Ids made up here are new each time.
            _calls[index] = said = new StringBuilder(id!.Contains("_fx", StringComparison.Ordinal) ? id : id == "legacy" ? id : "minted");
            said.Append(':').Append(function.GetProperty("name").GetString()).Append(' ');
        }

        Append(said, function, "arguments");
    }

    private static void Append(StringBuilder said, JsonElement part, string member)
    {
        if (part.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String)
        {
            said.Append(text.GetString());
        }
    }
}
