using System.Text;
using System.Text.Json;

namespace NextModel.Testing.Gateway;

/// <summary>What a strict client of Anthropic's Messages API makes of a stream: every rule of its order is checked on the way.</summary>
/// <param name="Text">All of its text.</param>
/// <param name="Thinking">All of its thinking that is shown.</param>
/// <param name="Calls">Its calls; inputs as JSON text.</param>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Usage">The usage of its last event.</param>
public sealed record SeenMessage(string Text, string Thinking, IReadOnlyList<(string Id, string Name, string Input)> Calls, string? StopReason, JsonElement Usage)
{
    /// <summary>Reads a whole stream.</summary>
    /// <exception cref="InvalidDataException">It breaks a rule, or does not end.</exception>
    public static SeenMessage Read(string stream)
    {
        var (text, thinking) = (new StringBuilder(), new StringBuilder());
        var calls = new List<(string Id, string Name, string Input)>();
        var (open, blocks, hasBegun, hasStopped) = (-1, 0, false, false);
        string? reason = null;
        var usage = default(JsonElement);
        foreach (var part in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(part => part[0] != ':'))
        {
            var lines = part.Split('\n');
            Demand(lines.Length == 2 && lines[1].StartsWith("data: ", StringComparison.Ordinal), part);
            using var document = JsonDocument.Parse(lines[1]["data: ".Length..]);
            var data = document.RootElement.Clone();
            var type = data.GetProperty("type").GetString();
            Demand(lines[0] == $"event: {type}" && !hasStopped && (hasBegun || type is "message_start" or "ping"), part);
            switch (type)
            {
                case "message_start":
                    Demand(!hasBegun, part);
                    hasBegun = true;
                    break;
                case "content_block_start":
                    Demand(open == -1 && data.GetProperty("index").GetInt32() == blocks, part);
                    open = blocks++;
                    Open(data.GetProperty("content_block"), calls);
                    break;
                case "content_block_delta":
                    Demand(data.GetProperty("index").GetInt32() == open, part);
                    Add(data.GetProperty("delta"), text, thinking, calls);
                    break;
                case "content_block_stop":
                    Demand(data.GetProperty("index").GetInt32() == open, part);
                    open = -1;
                    break;
                case "message_delta":
                    Demand(open == -1, part);
                    reason = data.GetProperty("delta").GetProperty("stop_reason").GetString();
                    usage = data.GetProperty("usage");
                    break;
                case "message_stop":
                    hasStopped = true;
                    break;
            }
        }

        Demand(hasStopped && blocks > 0, stream);
        return new SeenMessage(text.ToString(), thinking.ToString(), calls, reason, usage);
    }

    private static void Open(JsonElement block, List<(string Id, string Name, string Input)> calls)
    {
        if (block.GetProperty("type").GetString() == "tool_use")
        {
            calls.Add((block.GetProperty("id").GetString()!, block.GetProperty("name").GetString()!, ""));
        }
    }

    private static void Add(JsonElement delta, StringBuilder text, StringBuilder thinking, List<(string Id, string Name, string Input)> calls)
    {
        switch (delta.GetProperty("type").GetString())
        {
            case "text_delta":
                text.Append(delta.GetProperty("text").GetString());
                break;
            case "thinking_delta":
                thinking.Append(delta.GetProperty("thinking").GetString());
                break;
            case "input_json_delta":
                calls[^1] = calls[^1] with { Input = calls[^1].Input + delta.GetProperty("partial_json").GetString() };
                break;
        }
    }

    private static void Demand(bool holds, string where)
    {
        if (!holds)
        {
            throw new InvalidDataException($"No client takes this: {where}");
        }
    }
}
