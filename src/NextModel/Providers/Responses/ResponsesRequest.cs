using System.Globalization;
using System.Text;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>
/// The body a source that speaks the Responses API gets from a caller who does: the received one, byte for byte, but for the model's name there,
/// bounds that were set here, what the source's quirks ask for, reasoning that never was OpenAI's, and what is kept: that is kept here and nowhere else.
/// </summary>
internal static class ResponsesRequest
{
    public static JsonEdits Edit(InferenceRequest request, Offer offer, bool stream)
    {
        var edits = EditInput(request, offer);
        var body = request.Tape.Root;
        if (request.OutputBound is { } bound)
        {
            Set(edits, body, "max_output_tokens", Encoding.ASCII.GetBytes(bound.ToString(CultureInfo.InvariantCulture)));
        }

        if (request.TemperatureBound is { } highest)
        {
            edits.Replace(body["temperature"u8], Encoding.ASCII.GetBytes(highest.ToString(CultureInfo.InvariantCulture)));
        }

        if (stream && body["stream"u8].Kind != JsonKind.True)
        {
            Set(edits, body, "stream", "true"u8.ToArray());
        }

        if (body["store"u8].Kind != JsonKind.False)
        {
            AskForSeals(edits, body, request.Terms is { IsKept: true });
            Set(edits, body, "store", "false"u8.ToArray());
        }

        return edits;
    }

    /// <summary>The same of a request that makes no response: what it asks about, and of which model.</summary>
    public static JsonEdits EditInput(InferenceRequest request, Offer offer)
    {
        var edits = new JsonEdits(request.Tape);
        var body = request.Tape.Root;
        edits.Replace(body["model"u8], QuotedNames.Of(offer.UpstreamModel));
        foreach (var member in body.Children)
        {
            if ((offer.Source.Quirks.DropMembers.Count > 0 && offer.Source.Quirks.DropMembers.Contains(member.Name)) || (member.NameEquals("previous_response_id"u8) && !member.Value.IsNullOrMissing))
            {
                edits.Remove(member);
            }
        }

        if (request.WholeInput is { } input)
        {
            Set(edits, body, "input", HistoryInput.Of(input));
        }
        else
        {
            DropForeignReasoning(edits, body["input"u8]);
            DropNamedReasoning(edits, body);
        }

        return edits;
    }

    // Reasoning that is kept here can go on there only with what it was sealed in.
    private static void AskForSeals(JsonEdits edits, JsonCursor body, bool isKept)
    {
        var include = body["include"u8];
        if (!isKept || body["reasoning"u8].Kind != JsonKind.Object)
        {
            return;
        }

        foreach (var item in include.Kind == JsonKind.Array ? include.Children : default)
        {
            if (item.Value.TextEquals("reasoning.encrypted_content"u8))
            {
                return;
            }
        }

        if (include.Kind == JsonKind.Array)
        {
            edits.Append(include, "\"reasoning.encrypted_content\""u8.ToArray());
        }
        else
        {
            Set(edits, body, "include", "[\"reasoning.encrypted_content\"]"u8.ToArray());
        }
    }

    private static void Set(JsonEdits edits, JsonCursor body, string name, ReadOnlyMemory<byte> json)
    {
        var value = body[Encoding.ASCII.GetBytes(name)];
        if (value.Kind != JsonKind.None)
        {
            edits.Replace(value, json);
        }
        else
        {
            edits.Append(body, (byte[])[.. Encoding.ASCII.GetBytes($"\"{name}\":"), .. json.Span]);
        }
    }

    // What was thought at another source was sealed here: OpenAI would refuse it.
    private static void DropForeignReasoning(JsonEdits edits, JsonCursor input)
    {
        if (input.Kind != JsonKind.Array || !ThinkingSeal.MayBeIn(input.Raw))
        {
            return;
        }

        foreach (var item in input.Children)
        {
            if (ThinkingSeal.Is(item.Value["encrypted_content"u8]))
            {
                edits.Remove(item);
            }
        }
    }

    // Reasoning that holds nothing but its id and a summary names what the caller thinks is kept there. It is not: the source would not find it.
    private static void DropNamedReasoning(JsonEdits edits, JsonCursor body)
    {
        var input = body["input"u8];
        if (body["store"u8].Kind == JsonKind.False || input.Kind != JsonKind.Array || input.Raw.IndexOf("\"reasoning\""u8) < 0)
        {
            return;
        }

        foreach (var item in input.Children)
        {
            if (item.Value["type"u8].TextEquals("reasoning"u8) && item.Value["encrypted_content"u8].IsNullOrMissing && item.Value["content"u8].IsNullOrMissing)
            {
                edits.Remove(item);
            }
        }
    }
}
