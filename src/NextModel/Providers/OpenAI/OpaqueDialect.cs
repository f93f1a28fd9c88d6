using System.Buffers;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.Responses;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Operations of OpenAI's API whose answers go to callers as they came: JSON but for the model's name, events, text and sound byte for byte. They pass to
/// sources that offer them and to no others, and are not cached.
/// </summary>
internal sealed class OpaqueDialect(Operation operation, string needed) : IPassedDialect
{
    private static readonly OpaqueDialect[] Known =
    [
        new(Operation.Moderations, "results"),
        new(Operation.ImageGenerations, "created"),
        new(Operation.ImageEdits, "created"),
        new(Operation.ImageVariations, "created"),
        new(Operation.Speech, "audio"),
        new(Operation.Transcriptions, "text"),
        new(Operation.Translations, "text"),
        new(Operation.Compactions, "output"),
    ];

    private readonly byte[] _needed = System.Text.Encoding.ASCII.GetBytes(needed);

    public Operation Operation => operation;

    public bool IsOpaque => true;

    /// <summary>The dialect of an operation; null for one that is none of these.</summary>
    public static OpaqueDialect? Of(Operation operation)
    {
        foreach (var known in Known)
        {
            if (known.Operation == operation)
            {
                return known;
            }
        }

        return null;
    }

    public bool IsSpokenBy(Source source) => source.Operations.Contains(operation);

    public JsonEdits Edit(InferenceRequest request, Offer offer, bool stream)
    {
        if (operation == Operation.Compactions)
        {
            return ResponsesRequest.EditInput(request, offer);
        }

        var edits = new JsonEdits(request.Tape);
        var model = request.Tape.Root["model"u8];
        if (model.Kind == JsonKind.None)
        {
            edits.Append(request.Tape.Root, (byte[])[.. "\"model\":"u8, .. QuotedNames.Of(offer.UpstreamModel)]);
        }
        else
        {
            edits.Replace(model, QuotedNames.Of(offer.UpstreamModel));
        }

        return edits;
    }

    public IAnswerStream OpenPassed(AnswerFrame frame) => new PassedEvents(this, frame);

    public IAnswerStream? OpenBytes(string? mediaType, AnswerFrame frame) =>
        mediaType is null or "text/event-stream" || mediaType.EndsWith("json", StringComparison.Ordinal) ? null : new PassedBytes(this, mediaType, frame);

    public WholeAnswer? ReadPassed(ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure) =>
        PassedAnswer.Read(this, body, _needed, frame, out failure);

    /// <summary>What an answer, or an event of one, says it is counted in; null when it says nothing.</summary>
    public MeteredUnits? CountedIn(JsonCursor answer)
    {
        switch (operation)
        {
            case Operation.ImageGenerations or Operation.ImageEdits or Operation.ImageVariations:
                var images = answer["data"u8].Kind == JsonKind.Array ? answer["data"u8].Count() : answer["b64_json"u8].Kind == JsonKind.String ? 1 : 0;
                return new MeteredUnits(PricedUnit.Image, images) { Size = answer["size"u8].GetString(), Quality = answer["quality"u8].GetString(), IsTold = true };
            case Operation.Transcriptions or Operation.Translations:
                var seconds = answer["usage"u8]["seconds"u8];
                return Seconds(seconds.Kind == JsonKind.Number ? seconds : answer["duration"u8]) is { } whole
                    ? new MeteredUnits(PricedUnit.Minute, whole) { IsTold = true }
                    : null;
            default:
                return null;
        }
    }

    public void WriteUsage(IBufferWriter<byte> output, in Usage usage) => throw new InvalidOperationException("An answer that passes as it came is told no usage.");

    public ReadOnlyMemory<byte> WriteEvents(JsonCursor answer, IBufferWriter<byte> output, in Usage usage, bool includeUsage) =>
        throw new InvalidOperationException("An answer that passes as it came is told as it came.");

    public string? WhyNotStorable(JsonCursor answer) => "operation";

    public IEnumerable<string> Pieces(JsonCursor answer) => [];

    // Begun seconds count, as whisper's price has it. Some servers write the number as a text.
    private static long? Seconds(JsonCursor value)
    {
        var text = value.Kind == JsonKind.String ? value.GetString() : value.Kind == JsonKind.Number ? System.Text.Encoding.ASCII.GetString(value.Raw) : null;
        return decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 0 and <= Usage.MaxTokens
                ? (long)decimal.Ceiling(seconds)
                : null;
    }
}
