using System.Globalization;
using System.Text;
using NextModel.Inference;
using NextModel.Providers.Translation;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>How policy, budgets and the source's dialect alter a body on its way upstream, beyond what the source's quirks ask for.</summary>
internal static class AlteredBody
{
    /// <summary>A digest of it for the cache key, in which there are few of them; null where the body goes out as it came.</summary>
    /// <remarks>Every part is in it, whichever others are there: an answer that was asked for in another way is another answer.</remarks>
    public static Caching.Digest? Digest(InferenceRequest request, RoutePlan route)
    {
        var form = TranslatedRoute.Form(request, route);
        if (form is null && request.OutputBound is null && request.TemperatureBound is null)
        {
            return null;
        }

        return Caching.Digest.Of(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{form};max_output_tokens={request.OutputBound};temperature={request.TemperatureBound}")));
    }
}
