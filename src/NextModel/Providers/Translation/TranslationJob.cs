using System.Globalization;
using System.Text;
using NextModel.Catalog;
using NextModel.Inference;

namespace NextModel.Providers.Translation;

/// <summary>One request that is to be translated.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Offer">Whom it is for.</param>
/// <param name="ModelLimit">Most output tokens of the model by the catalog; null when nobody has said.</param>
/// <param name="Stream">True when the source shall stream.</param>
internal readonly record struct TranslationJob(InferenceRequest Request, Offer Offer, long? ModelLimit, bool Stream)
{
    /// <summary>The bound on output as the caller or a budget has set it.</summary>
    public long? Bound => Request.OutputBound ?? Request.MaxOutputTokens;

    /// <summary>The temperature as JSON: what a policy caps it at in place of what was asked; empty where the caller set none.</summary>
    public ReadOnlySpan<byte> Temperature
    {
        get
        {
            if (Request.TemperatureBound is { } cap)
            {
                return Encoding.ASCII.GetBytes(cap.ToString(CultureInfo.InvariantCulture));
            }

            var asked = Request.Chat.Root["temperature"u8];
            return asked.IsNullOrMissing ? [] : asked.Raw;
        }
    }
}
