using System.Globalization;
using System.Text;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// The body a source that speaks the Messages API gets from a caller who does: the received one, byte for byte, but for the model's name there,
/// bounds that were set here, what the source's quirks ask for, and reasoning that never was Anthropic's.
/// </summary>
internal static class MessagesRequest
{
    private static readonly byte[] True = "true"u8.ToArray();
    private static readonly byte[] StreamTrue = "\"stream\":true"u8.ToArray();

    public static JsonEdits Edit(InferenceRequest request, Offer offer, bool stream)
    {
        var edits = new JsonEdits(request.Tape);
        var body = request.Tape.Root;
        edits.Replace(body["model"u8], QuotedNames.Of(offer.UpstreamModel));
        foreach (var member in offer.Source.Quirks.DropMembers.Count == 0 ? default : body.Children)
        {
            if (offer.Source.Quirks.DropMembers.Contains(member.Name))
            {
                edits.Remove(member);
            }
        }

        if (request.OutputBound is { } bound)
        {
            edits.Replace(body["max_tokens"u8], Encoding.ASCII.GetBytes(bound.ToString(CultureInfo.InvariantCulture)));
        }

        if (request.TemperatureBound is { } highest)
        {
            edits.Replace(body["temperature"u8], Encoding.ASCII.GetBytes(highest.ToString(CultureInfo.InvariantCulture)));
        }

        AskForStream(edits, body, stream);
        DropForeignThinking(edits, body);
        return edits;
    }

    private static void AskForStream(JsonEdits edits, JsonCursor body, bool stream)
    {
        if (!stream)
        {
            return;
        }

        var asked = body["stream"u8];
        if (asked.Kind == JsonKind.None)
        {
            edits.Append(body, StreamTrue);
        }
        else if (asked.Kind != JsonKind.True)
        {
            edits.Replace(asked, True);
        }
    }

    // What was thought at another source was sealed here: Anthropic would refuse its signature.
    private static void DropForeignThinking(JsonEdits edits, JsonCursor body)
    {
        if (!ThinkingSeal.MayBeIn(body.Tape.Text))
        {
            return;
        }

        foreach (var message in body["messages"u8].Children)
        {
            foreach (var block in message.Value["content"u8].Kind == JsonKind.Array ? message.Value["content"u8].Children : default)
            {
                if (IsForeign(block.Value))
                {
                    edits.Remove(block);
                }
            }
        }
    }

    private static bool IsForeign(JsonCursor block)
    {
        var type = block["type"u8];
        return type.TextEquals("thinking"u8) ? ThinkingSeal.Is(block["signature"u8]) : type.TextEquals("redacted_thinking"u8) && ThinkingSeal.Is(block["data"u8]);
    }
}
