using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Routing;

/// <summary>Images and files named by a path on the caller's disk: a server of one's own may read them where it is told to, no public source can.</summary>
internal static class LocalFiles
{
    /// <summary>Why an offer cannot be sent the request; null when it can.</summary>
    public static GatewayError? WhyNot(Offer offer, InferenceRequest request)
    {
        if (ModelCatalog.BuiltIn.FindSource(offer.Source.Id) is null || request.Chat.Text.IndexOf("file:"u8) < 0)
        {
            return null;
        }

        var place = 0;
        foreach (var message in request.Chat.Root["messages"u8].Children)
        {
            var content = message.Value["content"u8];
            var index = 0;
            foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
            {
                var image = part.Value["image_url"u8];
                if ((image.Kind == JsonKind.String ? image : image["url"u8]) is { Kind: JsonKind.String } url && url.Raw[1..].StartsWith("file:"u8))
                {
                    var path = $"messages[{place}].content[{index}].image_url";
                    return new GatewayError(
                        GatewayErrorCode.InvalidRequest,
                        $"'{path}' is a path on your disk, which the source '{offer.Source.Id}' cannot read. Send a data URL or an https address.",
                        path);
                }

                index++;
            }

            place++;
        }

        return null;
    }
}
