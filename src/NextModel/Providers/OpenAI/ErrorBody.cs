using System.Globalization;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// A source's error, whatever its shape: OpenAI's <c>{error:{…}}</c>, flat, a string, an array around it, FastAPI's <c>detail</c>,
/// MiniMax's <c>base_resp</c>, DashScope, SiliconFlow, vLLM, Azure, Gemini.
/// </summary>
internal sealed record ErrorBody
{
    public string? Message { get; private init; }

    /// <summary>The source's code and type, for looking up: lower case, a space between them.</summary>
    public string Words { get; private init; } = "";

    /// <summary>The code as the source wrote it, or its type where it gave none.</summary>
    public string? Code { get; private init; }

    public string? Param { get; private init; }

    /// <summary>A number in MiniMax's <c>base_resp</c>.</summary>
    public long? MiniMaxCode { get; private init; }

    /// <summary>HTTP status that the body claims; null when it claims none.</summary>
    public int? Status { get; private init; }

    /// <summary>True when the body of a 200, which has no answer in it, is an error and not just noise.</summary>
    public static bool Is(JsonCursor root)
    {
        if (root.Kind != JsonKind.Object)
        {
            return root.Kind is JsonKind.Array or JsonKind.String && !Read(root).IsEmpty;
        }

        var code = root["code"u8];
        return IsSet(root["error"u8]) || IsFailed(root["base_resp"u8]) || root["success"u8].Kind == JsonKind.False
            || root["object"u8].TextEquals("error"u8) || root["detail"u8].Kind is JsonKind.String or JsonKind.Array
            || root["ErrorMsg"u8].Kind == JsonKind.Object
            || (code.TryGetInt64(out var number) ? number is not (0 or 200) : !code.Content().IsEmpty && IsSet(root["message"u8]));
    }

    /// <summary>True for an <c>error</c> member that tells an error: neither null nor empty.</summary>
    public static bool IsSet(JsonCursor error) =>
        error.Kind is JsonKind.String ? !error.Content().IsEmpty : error.Kind is JsonKind.Object or JsonKind.Array && error.Count() > 0;

    /// <summary>True for a <c>base_resp</c> that tells an error; it comes with good answers too.</summary>
    public static bool IsFailed(JsonCursor baseResponse) => baseResponse["status_code"u8].TryGetInt64(out var code) && code != 0;

    public static ErrorBody Read(JsonCursor root)
    {
        if (root.Kind == JsonKind.Array)
        {
            foreach (var item in root.Children)
            {
                return Read(item.Value);
            }

            return new ErrorBody();
        }

        if (root.Kind == JsonKind.String)
        {
            return new ErrorBody { Message = root.GetString() };
        }

        var error = root["error"u8];
        return error.Kind switch
        {
            JsonKind.Object or JsonKind.Array => ReadFlat(error),
            JsonKind.String => ReadFlat(root) with { Message = error.GetString() },
            _ when IsFailed(root["base_resp"u8]) => ReadMiniMax(root["base_resp"u8]),
            _ when root["ErrorMsg"u8].Kind == JsonKind.Object => ReadFlat(root["ErrorMsg"u8]),
            _ => ReadFlat(root),
        };
    }

    /// <summary>The same, with the source's word for the error that stands beside the body.</summary>
    /// <param name="type">The word, perhaps with an address after a colon.</param>
    public ErrorBody Typed(string? type)
    {
        var word = type?.Split(':')[0];
        return string.IsNullOrEmpty(word) ? this : this with { Words = $"{Words} {word.ToLowerInvariant()}".TrimStart(), Code = Code ?? word };
    }

    private bool IsEmpty => Message is null && Words.Length == 0;

    private static ErrorBody ReadFlat(JsonCursor error)
    {
        if (error.Kind == JsonKind.Array)
        {
            return Read(error);
        }

        var code = Text(error["code"u8]) ?? Text(error["Code"u8]);
        var type = Text(error["type"u8]) ?? Text(error["status"u8]);
        var status = code ?? Text(error["statusCode"u8]) ?? Text(error["status"u8]);
        return new ErrorBody
        {
            Message = error["message"u8].GetString() ?? error["Message"u8].GetString() ?? error["msg"u8].GetString() ?? error["Msg"u8].GetString()
                ?? Detail(error["detail"u8]),
            Words = $"{code} {type} {Finer(error["details"u8])}".TrimEnd().ToLowerInvariant(),
            Code = code ?? type,
            Param = error["param"u8].GetString(),
            Status = int.TryParse(status, CultureInfo.InvariantCulture, out var number) && number is >= 400 and <= 599 ? number : null,
        };
    }

    /// <summary>What <c>details</c> add: Anthropic's <c>error_code</c>, Google's reasons and the quotas that ran out.</summary>
    private static string? Finer(JsonCursor details)
    {
        if (details.Kind != JsonKind.Array)
        {
            return Text(details["error_code"u8]);
        }

        var words = new List<string?>();
        foreach (var detail in details.Children)
        {
            words.Add(Text(detail.Value["reason"u8]));
            foreach (var violation in detail.Value["violations"u8].Children)
            {
                words.Add(Text(violation.Value["quotaId"u8]));
            }
        }

        return string.Join(' ', words.Where(word => word is not null).Take(8));
    }

    private static ErrorBody ReadMiniMax(JsonCursor baseResponse)
    {
        baseResponse["status_code"u8].TryGetInt64(out var code);
        return new ErrorBody
        {
            Message = baseResponse["status_msg"u8].GetString(),
            Code = code.ToString(CultureInfo.InvariantCulture),
            MiniMaxCode = code,
        };
    }

    /// <summary>FastAPI: a sentence, or a list of what is wrong where.</summary>
    private static string? Detail(JsonCursor detail)
    {
        foreach (var item in detail.Kind == JsonKind.Array ? detail.Children : default)
        {
            var place = new List<string>();
            foreach (var step in item.Value["loc"u8].Children)
            {
                place.Add(Text(step.Value) ?? "");
            }

            var message = item.Value["msg"u8].GetString() ?? item.Value.GetString();
            return place.Count == 0 ? message : $"{string.Join('.', place)}: {message}";
        }

        return detail.GetString() ?? detail["message"u8].GetString();
    }

    private static string? Text(JsonCursor value) =>
        value.Kind == JsonKind.Number ? System.Text.Encoding.ASCII.GetString(value.Raw)
        : value.GetString() is { Length: > 0 } text ? text : null;
}
