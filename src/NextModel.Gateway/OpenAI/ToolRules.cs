using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>What functions must look like for any source to take them. What only some refuse is left to them.</summary>
internal static class ToolRules
{
    /// <summary>The first tool that breaks a rule, as a refusal; null when none does.</summary>
    public static GatewayError? Check(JsonCursor tools, JsonCursor choice)
    {
        var chosen = choice["function"u8]["name"u8].GetString();
        var isThere = chosen is null;
        var place = 0;
        foreach (var tool in tools.Children)
        {
            if (CheckTool(tool.Value) is var (member, problem))
            {
                var path = $"tools[{place}]{member}";
                return new GatewayError(GatewayErrorCode.InvalidRequest, $"'{path}' {problem}", path);
            }

            isThere = isThere || tool.Value["function"u8]["name"u8].GetString() == chosen;
            place++;
        }

        return isThere
            ? null
            : new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"'tool_choice' names the function '{Header.Show(chosen)}', which is not among 'tools'. Add it there, or choose one that is.",
                "tool_choice");
    }

    private static (string Member, string Problem)? CheckTool(JsonCursor tool)
    {
        if (tool.Kind != JsonKind.Object)
        {
            return ("", $"must be an object, but it is {FieldRules.Describe(tool.Kind)}.");
        }

        if (!tool["type"u8].TextEquals("function"u8))
        {
            return null;
        }

        var function = tool["function"u8];
        if (function.Kind != JsonKind.Object)
        {
            return (".function", $"must be an object with a name, but it is {FieldRules.Describe(function.Kind)}.");
        }

        var (name, parameters) = (function["name"u8], function["parameters"u8]);
        if (name.Kind != JsonKind.String || name.Raw.Length == 2)
        {
            return (".function.name", "is required: letters, digits, '_' and '-'.");
        }

        if (parameters.Kind is not (JsonKind.Object or JsonKind.Null or JsonKind.None))
        {
            return (".function.parameters", $"must be a JSON Schema of an object, but it is {FieldRules.Describe(parameters.Kind)}.");
        }

        var type = parameters["type"u8];
        return type.Kind == JsonKind.String && !type.TextEquals("object"u8)
            ? (".function.parameters.type", $"must be 'object', because arguments of functions have names, but it is '{Header.Show(type.GetString())}'.")
            : null;
    }
}
