using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Json;

namespace NextModel.Gateway.Anthropic;

/// <summary>What tools must look like for any source to take them. Those with a type of their own are the source's affair.</summary>
internal static class MessageToolRules
{
    /// <summary>The first tool that breaks a rule, as a refusal; null when none does.</summary>
    public static GatewayError? Check(JsonCursor root)
    {
        var choice = root["tool_choice"u8];
        var chosen = choice["type"u8].TextEquals("tool"u8) ? choice["name"u8].GetString() ?? "" : null;
        var isThere = chosen is null;
        var place = 0;
        foreach (var tool in root["tools"u8].Children)
        {
            if (Problem(tool.Value) is var (member, problem))
            {
                var path = $"tools[{place}]{member}";
                return new GatewayError(GatewayErrorCode.InvalidRequest, $"'{path}' {problem}", path);
            }

            isThere = isThere || tool.Value["name"u8].GetString() == chosen;
            place++;
        }

        return isThere
            ? null
            : new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"'tool_choice' names the tool '{Header.Show(chosen)}', which is not among 'tools'. Add it there, or choose one that is.",
                "tool_choice");
    }

    /// <summary>True for a tool the caller runs, told by its schema.</summary>
    public static bool IsFunction(JsonCursor tool) => tool["type"u8].IsNullOrMissing || tool["type"u8].TextEquals("custom"u8);

    private static (string Member, string Problem)? Problem(JsonCursor tool)
    {
        if (tool.Kind != JsonKind.Object)
        {
            return ("", $"must be an object, but it is {FieldRules.Describe(tool.Kind)}.");
        }

        if (!IsFunction(tool))
        {
            return null;
        }

        return tool["name"u8].Kind != JsonKind.String || tool["name"u8].Raw.Length == 2 ? (".name", "is required: letters, digits, '_' and '-'.")
            : tool["input_schema"u8].Kind != JsonKind.Object ? (".input_schema", $"must be a JSON Schema of an object, but it is {FieldRules.Describe(tool["input_schema"u8].Kind)}.")
            : null;
    }
}
