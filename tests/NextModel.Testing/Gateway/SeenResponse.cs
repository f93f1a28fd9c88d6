using System.Text;
using System.Text.Json;

namespace NextModel.Testing.Gateway;

/// <summary>What a strict client of OpenAI's Responses API makes of a stream: every rule of its order is checked on the way.</summary>
/// <param name="Text">All of its text.</param>
/// <param name="Reasoning">All of its reasoning that is shown.</param>
/// <param name="Calls">Its calls of functions and custom tools; inputs as they stand.</param>
/// <param name="Response">The response of its last event.</param>
public sealed record SeenResponse(string Text, string Reasoning, IReadOnlyList<(string Id, string Name, string Input)> Calls, JsonElement Response)
{
    /// <summary>Its status at the end.</summary>
    public string? Status => Response.GetProperty("status").GetString();

    /// <summary>Reads a whole stream.</summary>
    /// <exception cref="InvalidDataException">It breaks a rule, or does not end.</exception>
    public static SeenResponse Read(string stream)
    {
        var (text, reasoning, piece) = (new StringBuilder(), new StringBuilder(), new StringBuilder());
        var calls = new List<(string Id, string Name, string Input)>();
        var (number, items, open, id) = (0L, new List<JsonElement>(), default(string), default(string));
        JsonElement? last = null;
        foreach (var part in stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(part => part[0] != ':'))
        {
            var lines = part.Split('\n');
            Demand(lines.Length == 2 && lines[1].StartsWith("data: ", StringComparison.Ordinal) && last is null, part);
            using var document = JsonDocument.Parse(lines[1]["data: ".Length..]);
            var data = document.RootElement.Clone();
            var type = data.GetProperty("type").GetString()!;
            Demand(lines[0] == $"event: {type}" && data.GetProperty("sequence_number").GetInt64() == number++, part);
            if (data.TryGetProperty("output_index", out var place))
            {
                Demand(place.GetInt32() == items.Count, part);
            }

            if (data.TryGetProperty("item_id", out var item))
            {
                Demand(item.GetString() == open, part);
            }

            if (data.TryGetProperty("response", out var response))
            {
                id ??= response.GetProperty("id").GetString();
                Demand(response.GetProperty("id").GetString() == id && (number > 1 || type == "response.created"), part);
            }

            switch (type)
            {
                case "response.output_item.added":
                    Demand(open is null, part);
                    open = data.GetProperty("item").GetProperty("id").GetString();
                    break;
                case "response.output_item.done":
                    Demand(data.GetProperty("item").GetProperty("id").GetString() == open, part);
                    open = null;
                    items.Add(data.GetProperty("item"));
                    Add(data.GetProperty("item"), text, reasoning, calls);
                    break;
                case "response.completed" or "response.incomplete" or "response.failed":
                    Demand(type == $"response.{data.GetProperty("response").GetProperty("status").GetString()}", part);
                    last = data.GetProperty("response");
                    break;
                case var _ when type.EndsWith(".delta", StringComparison.Ordinal):
                    Demand(open is not null, part);
                    piece.Append(data.GetProperty("delta").GetString());
                    break;
                case var _ when type.EndsWith("_text.done", StringComparison.Ordinal) || type.EndsWith("arguments.done", StringComparison.Ordinal)
                    || type.EndsWith("input.done", StringComparison.Ordinal) || type == "response.refusal.done":
                    Demand(Said(data) == piece.ToString(), part);
                    piece.Clear();
                    break;
            }
        }

        Demand(last is not null, stream);
        if (last!.Value.GetProperty("status").GetString() != "failed")
        {
            Demand(open is null && last.Value.GetProperty("output").EnumerateArray().Select(one => one.GetRawText()).SequenceEqual(items.Select(one => one.GetRawText())), stream);
        }

        return new SeenResponse(text.ToString(), reasoning.ToString(), calls, last.Value);
    }

    private static string? Said(JsonElement done)
    {
        foreach (var name in (string[])["text", "arguments", "input", "refusal"])
        {
            if (done.TryGetProperty(name, out var value))
            {
                return value.GetString();
            }
        }

        return null;
    }

    private static void Add(JsonElement item, StringBuilder text, StringBuilder reasoning, List<(string Id, string Name, string Input)> calls)
    {
        switch (item.GetProperty("type").GetString())
        {
            case "message":
                foreach (var part in item.GetProperty("content").EnumerateArray())
                {
                    text.Append(part.TryGetProperty("text", out var said) ? said.GetString() : part.GetProperty("refusal").GetString());
                }

                break;
            case "reasoning":
                foreach (var part in item.GetProperty("summary").EnumerateArray())
                {
                    reasoning.Append(part.GetProperty("text").GetString());
                }

                break;
            case "function_call":
                calls.Add((item.GetProperty("call_id").GetString()!, item.GetProperty("name").GetString()!, item.GetProperty("arguments").GetString()!));
                break;
            case "custom_tool_call":
                calls.Add((item.GetProperty("call_id").GetString()!, item.GetProperty("name").GetString()!, item.GetProperty("input").GetString()!));
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
