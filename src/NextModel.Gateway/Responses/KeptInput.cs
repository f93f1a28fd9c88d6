using System.Globalization;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Serving;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>Writes the input items of a request as they are kept and listed: each with a type and an id, messages with their parts.</summary>
internal static class KeptInput
{
    /// <param name="input">The value of <c>input</c>, with references resolved; not what it goes back over.</param>
    /// <param name="request">The request's id: ids of items are drawn from it.</param>
    /// <param name="output">Takes the array.</param>
    public static void Write(JsonCursor input, Guid request, PooledBuffer output)
    {
        using var json = new Utf8JsonWriter(output, ChatJson.Options);
        json.WriteStartArray();
        var place = 0;
        if (input.Kind == JsonKind.String)
        {
            WriteMessage(json, default, "\"user\""u8, input, IdOf(default, request, place));
        }

        foreach (var item in input.Kind == JsonKind.Array ? input.Children : default)
        {
            WriteItem(json, item.Value, IdOf(item.Value, request, place++));
        }

        json.WriteEndArray();
    }

    private static void WriteItem(Utf8JsonWriter json, JsonCursor item, string id)
    {
        var type = item["type"u8];
        if (type.IsNullOrMissing || type.TextEquals("message"u8))
        {
            WriteMessage(json, item, item["role"u8].Raw, item["content"u8], id);
            return;
        }

        json.WriteStartObject();
        json.WriteString("id"u8, id);
        foreach (var member in item.Children)
        {
            if (!member.NameEquals("id"u8))
            {
                json.WritePropertyName(member.Name);
                json.WriteRawValue(member.Value.Raw, skipInputValidation: true);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, JsonCursor item, ReadOnlySpan<byte> role, JsonCursor content, string id)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "message"u8);
        json.Copy("status"u8, item["status"u8].Kind == JsonKind.String ? item["status"u8].Raw : "\"completed\""u8);
        json.Copy("role"u8, role);
        if (content.Kind == JsonKind.Array)
        {
            json.Copy("content"u8, content);
        }
        else
        {
            json.WriteStartArray("content"u8);
            json.WriteStartObject();
            if (role.SequenceEqual("\"assistant\""u8))
            {
                json.WriteString("type"u8, "output_text"u8);
                json.Copy("annotations"u8, "[]"u8);
                json.Copy("logprobs"u8, "[]"u8);
            }
            else
            {
                json.WriteString("type"u8, "input_text"u8);
            }

            json.Copy("text"u8, content);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    // Its own, or one of ours, that no output item has.
    private static string IdOf(JsonCursor item, Guid request, int place)
    {
        if (item["id"u8].GetString() is { Length: > 0 } own)
        {
            return own;
        }

        var type = item["type"u8];
        var prefix = type.TextEquals("function_call"u8) ? "fc"
            : type.TextEquals("function_call_output"u8) || type.TextEquals("custom_tool_call_output"u8) ? "fco"
            : type.TextEquals("custom_tool_call"u8) ? "ctc"
            : type.TextEquals("reasoning"u8) ? "rs"
            : "msg";
        return new StringBuilder(prefix).Append(CultureInfo.InvariantCulture, $"_{request:N}i{place:x4}").ToString();
    }
}
