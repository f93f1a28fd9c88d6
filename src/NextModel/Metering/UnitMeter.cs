using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Metering;

/// <summary>Counts what is not counted in tokens: images, seconds of audio, characters. The rules are told in docs/concepts/metering-and-charging.md.</summary>
public static class UnitMeter
{
    /// <summary>
    /// Bytes a second of sound takes at the least: 8 kbit/s. What sounds longer than its file lets expect costs more than was reserved, and the operator
    /// bears the difference.
    /// </summary>
    private const long LeastBytesPerSecond = 1000;

    /// <summary>Ten tokens a second of sound, at <see cref="LeastBytesPerSecond"/>.</summary>
    private const long LeastBytesPerToken = 100;

    private const long TokensPerImage = 8192;

    /// <summary>What an answer to the request is counted in; null where in tokens only, or where nothing says how many there are.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="told">What the answer says; null when it says nothing.</param>
    public static MeteredUnits? Of(InferenceRequest request, MeteredUnits? told)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = request.Tape.Root;
        return request.Operation switch
        {
            Operation.Speech => new MeteredUnits(PricedUnit.MillionCharacters, Characters(body["input"u8].GetString())),
            _ => told is null ? null : told with { Size = told.Size ?? Stated(body["size"u8]), Quality = told.Quality ?? Stated(body["quality"u8]) },
        };
    }

    /// <summary>The most units an answer to the request can have; null for an operation that is counted in tokens only.</summary>
    public static MeteredUnits? Most(InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Operation switch
        {
            Operation.ImageGenerations or Operation.ImageEdits or Operation.ImageVariations => Of(request, new MeteredUnits(PricedUnit.Image, request.Choices)),
            Operation.Transcriptions or Operation.Translations =>
                new MeteredUnits(PricedUnit.Minute, Math.Max(1, (request.Form?.FileBytes ?? 0) / LeastBytesPerSecond)),
            _ => Of(request, null),
        };
    }

    /// <summary>
    /// What the answer will say of its own accord: tokens, units, or nothing by which it could be charged. Text and subtitles say nothing, and sound says
    /// nothing but what was asked to be spoken.
    /// </summary>
    /// <param name="request">What is asked.</param>
    public static (bool Tokens, bool Units) Tells(InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = request.Tape.Root;
        var format = body["response_format"u8].GetString();
        return request.Operation switch
        {
            Operation.Speech => (body["stream_format"u8].TextEquals("sse"u8), true),
            Operation.Transcriptions or Operation.Translations when format is "text" or "srt" or "vtt" => (false, false),
            _ => (true, true),
        };
    }

    /// <summary>The most input tokens that the files of a request can be, by what is known of any provider.</summary>
    public static long MostInputTokens(InferenceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Form is not { } form ? 0
            : request.Operation is Operation.Transcriptions or Operation.Translations ? form.FileBytes / LeastBytesPerToken
            : form.Files * TokensPerImage;
    }

    // "auto" leaves it to the source.
    private static string? Stated(JsonCursor value) => value.GetString() is { Length: > 0 } text && text != "auto" ? text : null;

    private static long Characters(string? text) => text is null ? 0 : text.Length - text.Count(char.IsLowSurrogate);
}
