using System.Globalization;
using System.Text;
using System.Text.Json;
using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>Reads the JSON of a request, and turns a <see cref="JsonProblem"/> into a refusal with line and column.</summary>
internal static class JsonProblemText
{
    private const int LongestName = 60;

    /// <summary>Reads a body, which must be a JSON object; the refusal when it is none.</summary>
    public static GatewayError? ReadObject(ReadOnlyMemory<byte> text, JsonTape tape) =>
        !tape.TryParse(text, JsonLimits.Request, out var problem) ? Describe(problem, text.Span)
        : tape.Root.Kind != JsonKind.Object ? new GatewayError(
            GatewayErrorCode.InvalidRequest, $"The request body must be a JSON object, but it is {FieldRules.Describe(tape.Root.Kind)}.")
        : null;

    public static GatewayError Describe(JsonProblem problem, ReadOnlySpan<byte> text)
    {
        var before = text[..Math.Min(problem.Offset, text.Length)];
        var line = before.Count((byte)'\n') + 1;
        var column = before.Length - (before.LastIndexOf((byte)'\n') + 1) + 1;
        return problem.Kind == JsonProblemKind.DuplicateMember
            ? new GatewayError(
                GatewayErrorCode.DuplicateMember,
                $"The member '{NameAt(text, problem.Offset)}' appears twice in one object (line {line}, column {column}); readers disagree which one counts, so remove one.")
            : new GatewayError(GatewayErrorCode.InvalidJson, $"{Sentence(problem.Kind)} (line {line}, column {column}).");
    }

    // The name begins there and was read before. Shortened, and without what would upset a terminal.
    private static string NameAt(ReadOnlySpan<byte> text, int offset)
    {
        var reader = new Utf8JsonReader(text[offset..]);
        reader.Read();
        var shown = new StringBuilder();
        foreach (var rune in reader.GetString()!.EnumerateRunes())
        {
            if (shown.Length >= LongestName)
            {
                return shown.Append('…').ToString();
            }

            shown.Append(Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? Rune.ReplacementChar : rune);
        }

        return shown.ToString();
    }

    private static string Sentence(JsonProblemKind kind) => kind switch
    {
        JsonProblemKind.Empty => "The request body is empty; send a JSON object",
        JsonProblemKind.NotUtf8 => "The request body is not UTF-8; JSON must be (RFC 8259, section 8.1)",
        JsonProblemKind.UnexpectedEnd => "The JSON of the request body ends too early",
        JsonProblemKind.BadEscape => "The JSON of the request body has a string with an escape that does not exist",
        JsonProblemKind.BadNumber => "The JSON of the request body has a number that is not written as JSON numbers are",
        JsonProblemKind.ControlCharacter => "The JSON of the request body has a raw control character in a string; escape it, for example \\n",
        JsonProblemKind.TooDeep => $"The JSON of the request body is nested deeper than {JsonLimits.Request.MaxDepth} levels",
        JsonProblemKind.TooManyValues => $"The JSON of the request body has more than {JsonLimits.Request.MaxValues} values",
        JsonProblemKind.TrailingText => "The JSON of the request body is followed by more text",
        JsonProblemKind.LoneSurrogate => "A string of the request body has half of a surrogate pair (\\ud800 to \\udfff), which is no Unicode text",
        _ => "We could not parse the JSON of the request body",
    };
}
