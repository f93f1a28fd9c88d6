using System.Text;
using NextModel.Gateway.OpenAI;
using NextModel.Json;

namespace NextModel.Gateway.Anthropic;

/// <summary>Type rules for the members we know, from the type definitions of <c>@anthropic-ai/sdk</c> 1.12.0 (2026-11-20).</summary>
internal static class MessageFields
{
    private static readonly JsonKind[] Flag = [JsonKind.True, JsonKind.False];

    public static FieldRule[] All { get; } =
    [
        Rule("model", JsonKind.String),
        Rule("messages", JsonKind.Array),
        Whole("max_tokens", 1, int.MaxValue),
        Rule("stream", Flag),
        Rule("system", JsonKind.String, JsonKind.Array),
        Rule("temperature", JsonKind.Number),
        Rule("top_p", JsonKind.Number),
        Whole("top_k", 0, int.MaxValue),
        Rule("stop_sequences", JsonKind.Array),
        Rule("tools", JsonKind.Array),
        Rule("tool_choice", JsonKind.Object),
        Rule("thinking", JsonKind.Object),
        Rule("output_config", JsonKind.Object),
        Rule("output_format", JsonKind.Object),
        Rule("metadata", JsonKind.Object),
        Rule("service_tier", JsonKind.String),
        Rule("mcp_servers", JsonKind.Array),
    ];

    private static FieldRule Rule(string name, params JsonKind[] kinds) => new(Encoding.UTF8.GetBytes(name), kinds);

    private static FieldRule Whole(string name, long minimum, long maximum) => new(Encoding.UTF8.GetBytes(name), [JsonKind.Number], minimum, maximum);
}
