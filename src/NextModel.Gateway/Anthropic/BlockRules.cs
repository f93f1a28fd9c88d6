using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Json;

namespace NextModel.Gateway.Anthropic;

/// <summary>What messages and their content blocks must look like for any source to take them. Types of blocks nobody knows are some source's own.</summary>
internal static class BlockRules
{
    /// <summary>The first message or block that breaks a rule, as a refusal; null when none does.</summary>
    /// <param name="root">The body.</param>
    /// <param name="hasParts">Becomes true when a message holds more than text.</param>
    public static GatewayError? Check(JsonCursor root, ref bool hasParts)
    {
        var index = 0;
        foreach (var message in root["messages"u8].Children)
        {
            if (Check(message.Value, $"messages[{index++}]", ref hasParts) is { } wrong)
            {
                return wrong;
            }
        }

        return root["system"u8].Kind == JsonKind.Array ? CheckBlocks(root["system"u8], "system", ref hasParts) : null;
    }

    private static GatewayError? Check(JsonCursor message, string path, ref bool hasParts)
    {
        if (message.Kind != JsonKind.Object)
        {
            return Wrong($"'{path}' must be an object, but it is {FieldRules.Describe(message.Kind)}.", path);
        }

        var (role, content) = (message["role"u8], message["content"u8]);
        if (!role.TextEquals("user"u8) && !role.TextEquals("assistant"u8) && !role.TextEquals("system"u8))
        {
            var shown = role.Kind == JsonKind.String ? $"'{Header.Show(role.GetString())}'" : FieldRules.Describe(role.Kind);
            return Wrong($"'{path}.role' must be user, assistant or system, but it is {shown}.", $"{path}.role");
        }

        return content.Kind switch
        {
            JsonKind.String => null,
            JsonKind.Array => CheckBlocks(content, $"{path}.content", ref hasParts),
            _ => Wrong($"'{path}.content' must be a string or an array of blocks, but it is {FieldRules.Describe(content.Kind)}.", $"{path}.content"),
        };
    }

    private static GatewayError? CheckBlocks(JsonCursor blocks, string path, ref bool hasParts)
    {
        var index = 0;
        foreach (var block in blocks.Children)
        {
            if (Problem(block.Value) is var (member, problem))
            {
                var here = $"{path}[{index}]{member}";
                return Wrong($"'{here}' {problem}", here);
            }

            hasParts |= IsMedia(block.Value["type"u8]) || HasMedia(block.Value);
            index++;
        }

        return null;
    }

    private static (string Member, string Problem)? Problem(JsonCursor block)
    {
        var type = block["type"u8];
        if (block.Kind != JsonKind.Object || type.Kind != JsonKind.String)
        {
            return ("", block.Kind == JsonKind.Object
                ? "must have a type, such as text."
                : $"must be a block such as {{\"type\":\"text\",\"text\":\"…\"}}, but it is {FieldRules.Describe(block.Kind)}.");
        }

        return type.TextEquals("text"u8) && block["text"u8].Kind != JsonKind.String ? (".text", "must be a string.")
            : type.TextEquals("tool_use"u8) ? ProblemOfCall(block)
            : type.TextEquals("tool_result"u8) && block["tool_use_id"u8].Kind != JsonKind.String ? (".tool_use_id", "is required: the id of the tool_use it answers.")
            : IsMedia(type) ? ProblemOfSource(block["source"u8])
            : null;
    }

    private static (string Member, string Problem)? ProblemOfCall(JsonCursor block) =>
        block["id"u8].Kind != JsonKind.String ? (".id", "must be a string.")
        : block["name"u8].Kind != JsonKind.String ? (".name", "must be a string.")
        : block["input"u8].Kind != JsonKind.Object ? (".input", "must be an object.")
        : null;

    private static (string Member, string Problem)? ProblemOfSource(JsonCursor source)
    {
        var type = source["type"u8];
        if (type.Kind != JsonKind.String)
        {
            return (".source", "must be an object with a type: base64, url, …");
        }

        if (type.TextEquals("base64"u8) && (source["data"u8].Kind != JsonKind.String || source["media_type"u8].Kind != JsonKind.String))
        {
            return (".source", "must have a media_type and data: base64 text.");
        }

        var url = source["url"u8];
        return type.TextEquals("url"u8) && !(url.Kind == JsonKind.String && (url.Raw[1..].StartsWith("https://"u8) || url.Raw[1..].StartsWith("http://"u8)))
            ? (".source.url", "must be an http(s) address. Send what is nowhere else as base64.")
            : null;
    }

    private static bool IsMedia(JsonCursor type) => type.TextEquals("image"u8) || type.TextEquals("document"u8);

    // Of a tool's result.
    private static bool HasMedia(JsonCursor block)
    {
        var content = block["content"u8];
        foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
        {
            if (IsMedia(part.Value["type"u8]))
            {
                return true;
            }
        }

        return false;
    }

    private static GatewayError Wrong(string message, string path) => new(GatewayErrorCode.InvalidRequest, message, path);
}
