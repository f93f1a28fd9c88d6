using System.Globalization;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>
/// What requests must have whose answers pass as they came: what is asked about, and numbers that money depends on. All else is the source's to judge.
/// The fields of a form are texts.
/// </summary>
internal static class PassedRules
{
    private const long MostImages = 128;

    /// <summary>The model that OpenAI's API takes for a request that names none; null where it must be named.</summary>
    public static string? UsualModel(Operation operation) => operation switch
    {
        Operation.Moderations => "omni-moderation-latest",
        Operation.ImageGenerations or Operation.ImageVariations => "dall-e-2",
        Operation.ImageEdits => "gpt-image-1.5",
        _ => null,
    };

    /// <summary>True for an operation that is asked with a file, and so with a form.</summary>
    public static bool NeedsForm(Operation operation) => operation is Operation.ImageVariations or Operation.Transcriptions or Operation.Translations;

    /// <summary>True for an operation that may be asked with a form.</summary>
    public static bool TakesForm(Operation operation) => NeedsForm(operation) || operation == Operation.ImageEdits;

    /// <summary>The first thing that is wrong, as a refusal; null when nothing is.</summary>
    public static GatewayError? Check(Operation operation, JsonCursor root, bool isForm)
    {
        if (root["model"u8] is { IsNullOrMissing: false, Kind: not JsonKind.String } model)
        {
            return Refuse("model", $"'model' must be one text, but it is {FieldRules.Describe(model.Kind)}.");
        }

        return operation switch
        {
            Operation.Moderations => Missing(root, "input", "Send a text, a list of texts, or a list of parts."),
            Operation.Speech => MissingText(root, "input", "Send the text to speak."),
            Operation.ImageGenerations => MissingText(root, "prompt", "Say what the image is to show.") ?? CheckCount(root),
            Operation.ImageEdits => MissingText(root, "prompt", "Say what is to change.") ?? MissingImage(root, isForm) ?? CheckCount(root),
            Operation.ImageVariations => MissingFile(root, "image") ?? CheckCount(root),
            _ => MissingFile(root, "file"),
        };
    }

    /// <summary>Images that are asked for.</summary>
    public static int Images(JsonCursor root) => Whole(root["n"u8]) is { } count ? (int)count : 1;

    /// <summary>True where events are asked for.</summary>
    public static bool Streams(Operation operation, JsonCursor root) => operation == Operation.Speech
        ? root["stream_format"u8].TextEquals("sse"u8)
        : root["stream"u8] is var stream && (stream.Kind == JsonKind.True || stream.TextEquals("true"u8) || stream.TextEquals("True"u8));

    private static GatewayError? Missing(JsonCursor root, string name, string fix)
    {
        var value = root[System.Text.Encoding.ASCII.GetBytes(name)];
        return value.IsNullOrMissing || (value.Kind == JsonKind.Array && value.Count() == 0) ? Refuse(name, $"'{name}' is required. {fix}") : null;
    }

    private static GatewayError? MissingText(JsonCursor root, string name, string fix)
    {
        var value = root[System.Text.Encoding.ASCII.GetBytes(name)];
        return value.Kind is JsonKind.String or JsonKind.None or JsonKind.Null
            ? Missing(root, name, fix)
            : Refuse(name, $"'{name}' must be a text, but it is {FieldRules.Describe(value.Kind)}.");
    }

    // One file is an object, several are a list; a field that is no file is a text.
    private static GatewayError? MissingFile(JsonCursor root, string name) =>
        root[System.Text.Encoding.ASCII.GetBytes(name)].Kind is JsonKind.Object or JsonKind.Array ? null : Refuse(name, $"'{name}' is required: a part of the form with a filename.");

    private static GatewayError? MissingImage(JsonCursor root, bool isForm) => isForm
        ? root["image[]"u8].Kind == JsonKind.None ? MissingFile(root, "image") : null
        : Missing(root, "images", "Send at least one, by address, data URL or file id.");

    private static GatewayError? CheckCount(JsonCursor root) =>
        root["n"u8].IsNullOrMissing || Whole(root["n"u8]) is not null ? null : Refuse("n", $"'n' must be a whole number from 1 to {MostImages}.");

    private static long? Whole(JsonCursor value) =>
        (value.TryGetInt64(out var number) || long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out number)) && number is >= 1 and <= MostImages
            ? number
            : null;

    private static GatewayError Refuse(string name, string message) => new(GatewayErrorCode.InvalidRequest, message, name);
}
