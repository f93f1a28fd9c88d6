using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>What input items and their parts must look like for any source to take them. Types of items nobody knows are some source's own.</summary>
internal static class ItemRules
{
    /// <summary>The first item or part that breaks a rule, as a refusal; null when none does.</summary>
    /// <param name="input">The value of <c>input</c>.</param>
    /// <param name="hasParts">Becomes true when an item holds more than text.</param>
    public static GatewayError? Check(JsonCursor input, ref bool hasParts)
    {
        var index = 0;
        foreach (var item in input.Kind == JsonKind.Array ? input.Children : default)
        {
            if (Problem(item.Value, ref hasParts) is var (member, problem))
            {
                var path = $"input[{index}]{member}";
                return new GatewayError(GatewayErrorCode.InvalidRequest, $"'{path}' {problem}", path);
            }

            index++;
        }

        return null;
    }

    private static (string Member, string Problem)? Problem(JsonCursor item, ref bool hasParts)
    {
        if (item.Kind != JsonKind.Object)
        {
            return ("", $"must be an item such as {{\"role\":\"user\",\"content\":\"…\"}}, but it is {FieldRules.Describe(item.Kind)}.");
        }

        var type = item["type"u8];
        return type.IsNullOrMissing || type.TextEquals("message"u8) ? CheckMessage(item, ref hasParts)
            : type.Kind != JsonKind.String ? (".type", $"must be a string such as message, but it is {FieldRules.Describe(type.Kind)}.")
            : type.TextEquals("function_call"u8) ? Missing(item, "call_id", "name", "arguments")
            : type.TextEquals("custom_tool_call"u8) ? Missing(item, "call_id", "name", "input")
            : type.TextEquals("item_reference"u8) ? Missing(item, "id")
            : type.TextEquals("function_call_output"u8) || type.TextEquals("custom_tool_call_output"u8)
                ? Missing(item, "call_id") ?? CheckContent(item["output"u8], ".output", ref hasParts)
            : type.TextEquals("reasoning"u8) && item["summary"u8].Kind is not (JsonKind.Array or JsonKind.None or JsonKind.Null) ? (".summary", "must be an array of parts.")
            : null;
    }

    private static (string Member, string Problem)? CheckMessage(JsonCursor item, ref bool hasParts)
    {
        var role = item["role"u8];
        if (!role.TextEquals("user"u8) && !role.TextEquals("assistant"u8) && !role.TextEquals("system"u8) && !role.TextEquals("developer"u8))
        {
            var shown = role.Kind == JsonKind.String ? $"'{Header.Show(role.GetString())}'" : FieldRules.Describe(role.Kind);
            return (".role", $"must be user, assistant, system or developer, but it is {shown}.");
        }

        return CheckContent(item["content"u8], ".content", ref hasParts);
    }

    private static (string Member, string Problem)? CheckContent(JsonCursor content, string path, ref bool hasParts)
    {
        if (content.Kind is not (JsonKind.String or JsonKind.Array))
        {
            return (path, $"must be a string or an array of parts, but it is {FieldRules.Describe(content.Kind)}.");
        }

        var index = 0;
        foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
        {
            var (type, here) = (part.Value["type"u8], $"{path}[{index++}]");
            if (type.Kind != JsonKind.String)
            {
                return (here, part.Value.Kind == JsonKind.Object
                    ? "must have a type, such as input_text."
                    : $"must be a part such as {{\"type\":\"input_text\",\"text\":\"…\"}}, but it is {FieldRules.Describe(part.Value.Kind)}.");
            }

            if (IsText(type))
            {
                if (part.Value["text"u8].Kind != JsonKind.String)
                {
                    return ($"{here}.text", "must be a string.");
                }
            }
            else
            {
                hasParts = true;
                if (type.TextEquals("input_image"u8) && part.Value["file_id"u8].IsNullOrMissing && PartRules.WhyNoImage(part.Value["image_url"u8]) is { } problem)
                {
                    return ($"{here}.image_url", problem);
                }
            }
        }

        return null;
    }

    /// <summary>True for the type of a part that is text.</summary>
    public static bool IsText(JsonCursor type) => type.TextEquals("input_text"u8) || type.TextEquals("output_text"u8) || type.TextEquals("text"u8);

    private static (string Member, string Problem)? Missing(JsonCursor item, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (item[System.Text.Encoding.ASCII.GetBytes(name)].Kind != JsonKind.String)
            {
                return ($".{name}", "must be a string.");
            }
        }

        return null;
    }
}
