using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Fuzzing;

/// <summary>Texts that are nearly right: a good one with some values, names or bytes of it changed. The same seed makes the same text.</summary>
internal static partial class Mutant
{
    /// <summary>What no serializer would write stands in a string until the end: after this mark, up to the quotation mark.</summary>
    private const string Raw = "raw:";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "0.1", "1e999", "-0", "1E-400", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1.7976931348623157e309",
        "''", "' '", "'\\ud800'", "'\\u0000'", "'\\uFFFE'", "'data:image/png;base64,'", "'data:image/png;base64,%%%'", "'data:,'", "'http://['", "'https://example.com/x'",
        "'auto'", "'user'", "'assistant'", "'tool'", "'function'", "'text'", "'input_text'", "'image_url'", "'tool_use'", "'stop'", "'{'", "'{}'", "'[]'", "'1'",
        "[]", "{}", "[[]]", "[null]", "[{}]", "{'':''}", "{'type':null}", "{'type':'text'}", "{'type':'text','text':''}", "{'type':'object','properties':{}}", "[0]", "['x','x']",
    ];

    private static readonly string Long = new('x', 5_000);
    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 130)) + string.Concat(Enumerable.Repeat("]", 130));

    /// <summary>A text near <paramref name="json"/>.</summary>
    public static byte[] Of(string json, Random random)
    {
        var root = new JsonArray(JsonNode.Parse(json));
        for (var change = random.Next(1, 4); change > 0; change--)
        {
            Change(root, random);
        }

        var text = root.Count == 0 ? "" : root[0]?.ToJsonString(Plain) ?? "null";
        var bytes = Encoding.UTF8.GetBytes(RawText().Replace(text, match => match.Groups[1].Value.Replace('\'', '"').Replace("\\\\", "\\", StringComparison.Ordinal)));
        return random.Next(5) == 0 ? OfBytes(bytes, random) : bytes;
    }

    /// <summary>Bytes near others.</summary>
    public static byte[] OfBytes(byte[] bytes, Random random)
    {
        List<byte> changed = [.. bytes];
        for (var change = random.Next(1, 5); change > 0 && changed.Count > 0; change--)
        {
            var place = random.Next(changed.Count);
            switch (random.Next(6))
            {
                case 0:
                    changed[place] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed[place] = (byte)random.Next(256);
                    break;
                case 2:
                    changed.Insert(place, "\"{}[],:\\\0\n\r\xFF "u8[random.Next(12)]);
                    break;
                case 3:
                    changed.RemoveRange(place, Math.Min(random.Next(1, 20), changed.Count - place));
                    break;
                case 4:
                    changed.InsertRange(place, changed.GetRange(place, Math.Min(random.Next(1, 40), changed.Count - place)));
                    break;
                default:
                    changed.RemoveRange(place, changed.Count - place);
                    break;
            }
        }

        return [.. changed];
    }

    private static void Change(JsonArray root, Random random)
    {
        List<JsonNode> all = [];
        Collect(root, all);
        var places = all.OfType<JsonObject>().Where(one => one.Count > 0).Cast<JsonNode>().Concat(all.OfType<JsonArray>().Where(one => one.Count > 0)).ToList();
        if (places.Count == 0)
        {
            return;
        }

        switch (places[random.Next(places.Count)])
        {
            case JsonObject members:
                var name = members.ElementAt(random.Next(members.Count)).Key;
                switch (random.Next(5))
                {
                    case 0:
                        members.Remove(name);
                        break;
                    case 1 when all.OfType<JsonObject>().SelectMany(one => one).ToList() is { Count: > 0 } others:
                        var other = others[random.Next(others.Count)];
                        members[random.Next(2) == 0 ? other.Key : name] = other.Value?.DeepClone();
                        break;
                    case 2:
                        // Said twice.
                        members[Raw + string.Create(CultureInfo.InvariantCulture, $"'{name}':1,'x{random.Next(100)}'")] = 1;
                        break;
                    default:
                        members[name] = Value(random);
                        break;
                }

                break;
            case JsonArray items:
                var place = random.Next(items.Count);
                switch (random.Next(4))
                {
                    case 0:
                        items.RemoveAt(place);
                        break;
                    case 1:
                        items.Insert(place, items[place]?.DeepClone());
                        break;
                    case 2 when all[random.Next(all.Count)] is var other && !ReferenceEquals(other, root):
                        items[place] = other.DeepClone();
                        break;
                    default:
                        items[place] = Value(random);
                        break;
                }

                break;
        }
    }

    private static void Collect(JsonNode? node, List<JsonNode> all)
    {
        if (node is null)
        {
            return;
        }

        all.Add(node);
        foreach (var child in node is JsonObject members ? members.Select(member => member.Value) : node as IEnumerable<JsonNode?> ?? [])
        {
            Collect(child, all);
        }
    }

    private static JsonValue Value(Random random) => random.Next(20) switch
    {
        0 => JsonValue.Create(Long),
        1 => JsonValue.Create(Raw + Deep),
        _ => JsonValue.Create(Raw + Values[random.Next(Values.Length)]),
    };

    [GeneratedRegex("\"raw:([^\"]*)\"")]
    private static partial Regex RawText();
}
