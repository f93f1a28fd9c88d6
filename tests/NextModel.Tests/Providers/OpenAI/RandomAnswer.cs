using System.Text.Json;
using System.Text.Json.Nodes;

namespace NextModel.Tests.Providers.OpenAI;

/// <summary>Complete chat answers of every shape, as a source may send them as JSON.</summary>
internal static class RandomAnswer
{
    private static readonly string[] Words = ["", "x", "Lanterns drift.", "雪が降る🗻", "a \"quote\" \\ and \n a line", "{\"city\":\"Oslo\"}", "\u0001"];
    private static readonly JsonSerializerOptions Compact = new();
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly string[] Ends = ["stop", "length", "tool_calls", "content_filter", "function_call"];

    public static byte[] Next(Random random)
    {
        var choices = new JsonArray();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            choices.Add(Choice(random, choices.Count));
        }

        var answer = new JsonObject
        {
            ["id"] = "chatcmpl-1",
            ["object"] = "chat.completion",
            ["created"] = 1763700000,
            ["model"] = "up",
            ["choices"] = choices,
        };
        Maybe(random, () => answer["service_tier"] = "default");
        Maybe(random, () => answer["system_fingerprint"] = "fp_1");
        Maybe(random, () => answer["citations"] = new JsonArray("u", 1, null));
        Maybe(random, () => answer["odd"] = null);
        return JsonSerializer.SerializeToUtf8Bytes(answer, random.Next(2) == 0 ? Compact : Indented);
    }

    private static JsonObject Choice(Random random, int index)
    {
        var message = new JsonObject { ["role"] = "assistant" };
        Maybe(random, () => message["content"] = random.Next(3) == 0 ? null : Word(random));
        Maybe(random, () => message["refusal"] = random.Next(2) == 0 ? null : Word(random));
        Maybe(random, () => message["reasoning_content"] = Word(random));
        Maybe(random, () => message["reasoning"] = Word(random));
        Maybe(random, () => message["annotations"] = new JsonArray());
        Maybe(random, () => message["extra"] = new JsonObject { ["a"] = new JsonArray(1, "b") });
        Maybe(random, () => message["reasoning_details"] = new JsonArray(new JsonObject { ["type"] = "reasoning.text", ["text"] = Word(random) }));
        Maybe(random, () => message["tool_calls"] = Calls(random));
        Maybe(random, () => message["function_call"] = new JsonObject { ["name"] = "f", ["arguments"] = Word(random) });
        var choice = new JsonObject { ["index"] = index, ["message"] = message, ["finish_reason"] = Ends[random.Next(Ends.Length)] };
        Maybe(random, () => choice["logprobs"] = new JsonObject
        {
            ["content"] = new JsonArray(new JsonObject { ["token"] = Word(random), ["logprob"] = -0.25 }),
            ["refusal"] = null,
        });
        Maybe(random, () => choice["stop_reason"] = 7);
        return choice;
    }

    private static JsonArray Calls(Random random)
    {
        var calls = new JsonArray();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var call = new JsonObject { ["function"] = new JsonObject { ["name"] = "f", ["arguments"] = Word(random) } };
            Maybe(random, () => call["id"] = $"call_{calls.Count}");
            Maybe(random, () => call["type"] = "function");
            Maybe(random, () => call["extra_content"] = new JsonObject { ["sig"] = "s" });
            calls.Add(call);
        }

        return calls;
    }

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    private static void Maybe(Random random, Action add)
    {
        if (random.Next(3) != 0)
        {
            add();
        }
    }
}
