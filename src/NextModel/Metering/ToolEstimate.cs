using NextModel.Json;

namespace NextModel.Metering;

/// <summary>Input tokens of tool definitions and of an answer schema, which sources write into the prompt.</summary>
/// <remarks>
/// After OpenAI's cookbook (see <see cref="ChatEstimate"/>), which knows flat parameters: name, type and description of each, and
/// constants around them. Here properties are looked for at any depth, so nested ones, <c>items</c> and <c>$defs</c> count too.
/// </remarks>
internal static class ToolEstimate
{
    /// <summary>After the last tool.</summary>
    public const int AfterAll = 12;

    /// <summary>Around each tool.</summary>
    public const int PerTool = 7;

    /// <summary>Before the properties of an object.</summary>
    public const int PerProperties = 3;

    /// <summary>With each property, its punctuation included.</summary>
    public const int PerProperty = 4;

    /// <summary>With each value of an enumeration.</summary>
    public const int PerEnumValue = 3;

    public static long Count(JsonCursor body, TokenCounter counter)
    {
        var tokens = 0L;
        foreach (var tool in body["tools"u8].Children)
        {
            tokens += Tool(tool.Value["function"u8], counter) + Tool(tool.Value["custom"u8], counter);
        }

        foreach (var function in body["functions"u8].Children)
        {
            tokens += Tool(function.Value, counter);
        }

        tokens += Tool(body["response_format"u8]["json_schema"u8], counter);
        return tokens == 0 ? 0 : tokens + AfterAll;
    }

    private static long Tool(JsonCursor tool, TokenCounter counter) => tool.Kind != JsonKind.Object
        ? 0
        : PerTool + counter.Count(tool["name"u8]) + counter.Count(tool["description"u8])
            + Schema(tool["parameters"u8], counter) + Schema(tool["schema"u8], counter)
            + counter.Count(tool["format"u8]["grammar"u8]["definition"u8]);

    // Counts what stands in a schema beside its own type and description, which its owner counts.
    private static long Schema(JsonCursor schema, TokenCounter counter)
    {
        var tokens = 0L;
        foreach (var member in schema.Children)
        {
            if (member.NameEquals("properties"u8))
            {
                tokens += Properties(member.Value, counter);
            }
            else if (member.NameEquals("enum"u8))
            {
                tokens += Enumeration(member.Value, counter);
            }
            else if (member.Value.Kind is JsonKind.Object or JsonKind.Array)
            {
                tokens += Schema(member.Value, counter);
            }
        }

        return tokens;
    }

    private static long Properties(JsonCursor properties, TokenCounter counter)
    {
        var tokens = 0L;
        foreach (var property in properties.Children)
        {
            tokens += PerProperty + counter.Count(property.Name) + counter.Count(property.Value["type"u8])
                + counter.Count(property.Value["description"u8]) + Schema(property.Value, counter);
        }

        return tokens == 0 ? 0 : tokens + PerProperties;
    }

    // The recipe gives back, once, what the first value costs.
    private static long Enumeration(JsonCursor values, TokenCounter counter)
    {
        long tokens = -PerEnumValue;
        foreach (var value in values.Children)
        {
            tokens += PerEnumValue + (value.Value.Kind == JsonKind.String ? counter.Count(value.Value) : counter.Count(value.Value.Raw));
        }

        return Math.Max(0, tokens);
    }
}
