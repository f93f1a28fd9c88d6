using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>What tools must look like for any source to take them. Those that run at a source are its affair.</summary>
internal static class ItemToolRules
{
    /// <summary>The first tool that breaks a rule, as a refusal; null when none does.</summary>
    public static GatewayError? Check(JsonCursor root)
    {
        var choice = root["tool_choice"u8];
        var chosen = choice["type"u8].TextEquals("function"u8) || choice["type"u8].TextEquals("custom"u8) ? choice["name"u8].GetString() ?? "" : null;
        var isThere = chosen is null;
        if (Check(root["tools"u8], "tools", chosen, ref isThere) is { } wrong)
        {
            return wrong;
        }

        return isThere
            ? null
            : new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"'tool_choice' names the tool '{Header.Show(chosen)}', which is not among 'tools'. Add it there, or choose one that is.",
                "tool_choice");
    }

    private static GatewayError? Check(JsonCursor tools, string path, string? chosen, ref bool isThere)
    {
        var place = 0;
        foreach (var tool in tools.Kind == JsonKind.Array ? tools.Children : default)
        {
            var here = $"{path}[{place++}]";
            if (Problem(tool.Value) is var (member, problem))
            {
                return new GatewayError(GatewayErrorCode.InvalidRequest, $"'{here}{member}' {problem}", here + member);
            }

            isThere = isThere || tool.Value["name"u8].GetString() == chosen;
            if (tool.Value["type"u8].TextEquals("namespace"u8) && Check(tool.Value["tools"u8], $"{here}.tools", chosen, ref isThere) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static (string Member, string Problem)? Problem(JsonCursor tool)
    {
        var type = tool["type"u8];
        if (type.Kind != JsonKind.String)
        {
            return tool.Kind == JsonKind.Object
                ? (".type", "must be a string such as function.")
                : ("", $"must be an object, but it is {FieldRules.Describe(tool.Kind)}.");
        }

        var isFunction = type.TextEquals("function"u8);
        if (!isFunction && !type.TextEquals("custom"u8) && !type.TextEquals("namespace"u8))
        {
            return null;
        }

        return tool["name"u8].Kind != JsonKind.String || tool["name"u8].Raw.Length == 2
                ? (".name", tool["function"u8].Kind == JsonKind.Object ? "is required here, and not inside of 'function': tools of responses are flat." : "is required: letters, digits, '_' and '-'.")
            : isFunction && tool["parameters"u8].Kind is not (JsonKind.Object or JsonKind.Null or JsonKind.None)
                ? (".parameters", $"must be a JSON Schema of an object, but it is {FieldRules.Describe(tool["parameters"u8].Kind)}.")
            : null;
    }
}
