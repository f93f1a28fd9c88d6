using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Policies;

/// <summary>What rules can ask about a body, read from it in one pass without decoding any text.</summary>
/// <param name="Needs">What a model must be able to do.</param>
/// <param name="InputTokens">About how long the input is: a token for four bytes, and a flat count for what is not text.</param>
public readonly record struct BodyFacts(Capability Needs, long InputTokens)
{
    /// <summary>What can be read from a body; the words that rules may use.</summary>
    public const Capability Readable = OfParts | OfMembers | Capability.Reasoning;

    /// <summary>What parts of messages can need.</summary>
    public const Capability OfParts = Capability.Vision | Capability.Audio | Capability.Video | Capability.Files;

    /// <summary>What members of the body can need.</summary>
    public const Capability OfMembers = Capability.Tools | Capability.JsonObject | Capability.JsonSchema | Capability.Audio;

    private const int BytesPerToken = 4;
    private const int TokensPerPart = 1000;

    public static BodyFacts Of(InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = request.Chat.Root;
        var needs = Capability.None;
        var (bytes, parts) = ((long)request.Size, 0);
        if (request.IsChat)
        {
            foreach (var message in body["messages"u8].Children)
            {
                needs |= ReadParts(message.Value["content"u8], ref bytes, ref parts);
            }

            needs |= ReadMembers(body);
        }

        return new BodyFacts(needs, Math.Max(1, bytes / BytesPerToken) + ((long)parts * TokensPerPart));
    }

    /// <summary>What a part of a message needs a model to take; nothing for text, and for what nobody knows.</summary>
    public static Capability NeedOf(JsonCursor part)
    {
        var type = part["type"u8];
        return type.TextEquals("image_url"u8) || type.TextEquals("input_image"u8) || type.TextEquals("image"u8) ? Capability.Vision
            : type.TextEquals("input_audio"u8) ? Capability.Audio
            : type.TextEquals("video_url"u8) ? Capability.Video
            : type.TextEquals("file"u8) ? Capability.Files
            : Capability.None;
    }

    private static Capability ReadParts(JsonCursor content, ref long bytes, ref int parts)
    {
        var needs = Capability.None;
        if (content.Kind != JsonKind.Array)
        {
            return needs;
        }

        foreach (var part in content.Children)
        {
            var type = part.Value["type"u8];
            if (type.TextEquals("text"u8))
            {
                continue;
            }

            // An image may be a megabyte of text that is no text.
            bytes -= part.Value.Raw.Length;
            parts++;
            needs |= NeedOf(part.Value);
        }

        return needs;
    }

    private static Capability ReadMembers(JsonCursor body)
    {
        var needs = Capability.None;
        needs |= HasItems(body["tools"u8]) || HasItems(body["functions"u8]) ? Capability.Tools : 0;
        var format = body["response_format"u8]["type"u8];
        needs |= format.TextEquals("json_schema"u8) ? Capability.JsonSchema : format.TextEquals("json_object"u8) ? Capability.JsonObject : 0;
        needs |= body["audio"u8].Kind == JsonKind.Object ? Capability.Audio : 0;
        var effort = body["reasoning_effort"u8];
        var asked = (!effort.IsNullOrMissing && !effort.TextEquals("none"u8))
            || body["reasoning"u8].Kind == JsonKind.Object || body["thinking"u8]["type"u8].TextEquals("enabled"u8);
        return needs | (asked ? Capability.Reasoning : 0);
    }

    private static bool HasItems(JsonCursor list) => list.Kind == JsonKind.Array && list.Count() > 0;
}
