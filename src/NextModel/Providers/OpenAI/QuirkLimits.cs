using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>What a source of OpenAI's dialect cannot be told by its quirks: refused by name before anything is spent.</summary>
internal static class QuirkLimits
{
    /// <summary>Null when the source can be told the request.</summary>
    public static GatewayError? WhyNot(InferenceRequest request, Source source)
    {
        var (quirks, body) = (source.Quirks, request.Chat.Root);
        if (!request.IsChat)
        {
            return null;
        }

        if (quirks.MaxStops is { } most && body["stop"u8] is { Kind: JsonKind.Array } stop && stop.Count() > most)
        {
            return Refuse($"'stop' has {stop.Count()} sequences, and the source '{source.Id}' takes {most} at most.", "stop");
        }

        var format = body["response_format"u8]["type"u8];
        if ((!quirks.JsonSchema && format.TextEquals("json_schema"u8)) || (!quirks.JsonObject && format.TextEquals("json_object"u8)))
        {
            return Refuse($"The source '{source.Id}' does not keep a 'response_format' of '{format.GetString()}'.", "response_format");
        }

        return !quirks.ImageAddresses && request.HasParts ? WhyNoImage(body["messages"u8], source) : null;
    }

    private static GatewayError? WhyNoImage(JsonCursor messages, Source source)
    {
        var place = 0;
        foreach (var message in messages.Children)
        {
            var part = 0;
            foreach (var one in message.Value["content"u8].Children)
            {
                var image = one.Value["image_url"u8];
                var url = image.Kind == JsonKind.Object ? image["url"u8] : image;
                if (url.GetString() is { } text && text.StartsWith("http", StringComparison.OrdinalIgnoreCase))
                {
                    var path = $"messages[{place}].content[{part}].image_url" + (image.Kind == JsonKind.Object ? ".url" : "");
                    return Refuse($"'{path}' is an address, and the source '{source.Id}' fetches none: send a data URL.", path);
                }

                part++;
            }

            place++;
        }

        return null;
    }

    private static GatewayError Refuse(string message, string param) => new(GatewayErrorCode.UnsupportedParameter, message, param);
}
