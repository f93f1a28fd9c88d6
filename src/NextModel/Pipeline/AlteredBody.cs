using System.Globalization;
using System.Text;
using NextModel.Caching;
using NextModel.Inference;

namespace NextModel.Pipeline;

/// <summary>How policy and budgets alter a body on its way upstream, beyond what the source's quirks ask for.</summary>
internal static class AlteredBody
{
    /// <summary>A digest of it for the cache key, in which there are few of them; null where the body goes out as it came.</summary>
    public static Digest? Digest(InferenceRequest request)
    {
        if (request.OutputBound is null && request.TemperatureBound is null)
        {
            return null;
        }

        var told = request.OutputBound is { } bound ? string.Create(CultureInfo.InvariantCulture, $"max_output_tokens={bound}") : "";
        if (request.TemperatureBound is { } temperature)
        {
            told += string.Create(CultureInfo.InvariantCulture, $";temperature={temperature}");
        }

        return Caching.Digest.Of(Encoding.ASCII.GetBytes(told));
    }
}
