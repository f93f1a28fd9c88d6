using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Providers.Translation;

namespace NextModel.Tests.Providers.Translation;

/// <summary>Whatever a request holds, translating it gives a body or a refusal that names a member; never an exception, never bad JSON.</summary>
public sealed class RequestTranslationPropertyTests
{
    private static readonly string[] Models = ["claude-sonnet-4-5", "claude-opus-5-5", "gemini-2.5-pro", "gemini-3-pro", "amazon.nova-pro-v1:0", "other"];

    /// <summary>Values that stand where none of their kind is expected.</summary>
    private static readonly string[] Odd =
    [
        "null", "true", "false", "0", "-1", "1.5", "1e400", "\"\"", "\"\\ud83d\\ude00\\u0000\"", "\"" + new string('x', 300) + "\"", "[]", "{}", "[[]]", "[null]", "[{}]",
        "{\"type\":\"function\"}", "{\"type\":\"text\",\"text\":5}", "[{\"type\":\"text\"},\"x\",7]", "{\"\":{}}",
    ];

    /// <summary>Members of the vendors' own, which OpenAI does not have.</summary>
    private static readonly string[] Own =
    [
        "thinking", "output_config", "speed", "top_k", "system", "stop_sequences", "safetySettings", "generationConfig", "additionalModelRequestFields",
        "guardrailConfig", "cache_control", "x",
    ];

    // What the published description of OpenAI's API allows, member by member.
    private static readonly List<string> Requests = ReadRequests();

    [Fact]
    public void Translate_EveryMemberOfOpenAIs_GivesABodyOrARefusal()
    {
        foreach (var request in Requests)
        {
            Check(request);
        }
    }

    [Fact]
    public void Translate_OddValuesAnywhere_GivesABodyOrARefusal() => Seeds.ForAll(1500, random =>
    {
        var request = JsonNode.Parse(Requests[random.Next(Requests.Count)])!;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            Spoil(request, random);
        }

        for (var i = random.Next(3); i > 0; i--)
        {
            request[Own[random.Next(Own.Length)]] = random.Next(2) == 0 ? JsonNode.Parse(Odd[random.Next(Odd.Length)]) : new JsonObject { ["thinking"] = 1, ["top_k"] = 2 };
        }

        Check(request.ToJsonString());
    });

    private static void Check(string body)
    {
        var request = OpenAI.Requests.Chat(body);
        foreach (var translator in Translators.All)
        {
            foreach (var model in Models)
            {
                using var translated = translator.Translate(new TranslationJob(request, OpenAI.Requests.Offer(translator.Name, model), 64_000, Stream: false));
                if (translated.Refusal is { } refusal)
                {
                    refusal.Param.ShouldNotBeNullOrEmpty(body);
                    refusal.Status.ShouldBe(400);
                }
                else
                {
                    using var sent = JsonDocument.Parse(translated.Body);
                    ShouldHaveUniqueNames(sent.RootElement, body);
                }
            }
        }
    }

    private static void ShouldHaveUniqueNames(JsonElement element, string body)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            element.EnumerateObject().Select(member => member.Name).ShouldBeUnique(body);
            foreach (var member in element.EnumerateObject())
            {
                ShouldHaveUniqueNames(member.Value, body);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                ShouldHaveUniqueNames(item, body);
            }
        }
    }

    private static void Spoil(JsonNode node, Random random)
    {
        var at = node;
        while (true)
        {
            var children = at switch
            {
                JsonObject members => members.Select(member => (Name: (object)member.Key, member.Value)).ToList(),
                JsonArray items => [.. items.Select((item, index) => (Name: (object)index, Value: item))],
                _ => [],
            };
            if (children.Count == 0)
            {
                return;
            }

            var (name, value) = children[random.Next(children.Count)];
            if (value is JsonObject or JsonArray && random.Next(3) > 0)
            {
                at = value;
                continue;
            }

            var odd = JsonNode.Parse(Odd[random.Next(Odd.Length)]);
            if (at is JsonObject owner)
            {
                owner[(string)name] = odd;
            }
            else
            {
                ((JsonArray)at)[(int)name] = odd;
            }

            return;
        }
    }

    private static List<string> ReadRequests()
    {
        using var file = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("request-fields.jsonl")!, Encoding.UTF8);
        var requests = new List<string>();
        while (file.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            if (row.RootElement.GetProperty("operation").GetString() == "chat")
            {
                requests.AddRange(row.RootElement.GetProperty("values").EnumerateArray()
                    .Select(value => row.RootElement.GetProperty("request").GetRawText().Replace("\"<>\"", value.GetRawText(), StringComparison.Ordinal)));
            }
        }

        return requests;
    }
}
