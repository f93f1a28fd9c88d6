using NextModel.Catalog;
using NextModel.Metering;

namespace NextModel.Pipeline.Objects;

/// <summary>What of a batch is on one receipt: the answers of one model that are at one price.</summary>
/// <param name="Named">The source's name of the model, as the requests have it.</param>
/// <param name="Model">The model of the catalog; null where no model is offered under that name.</param>
/// <param name="Offer">Its offer at the source.</param>
/// <param name="Price">The flat price of these answers; null where there is none.</param>
internal sealed record BatchShare(string Named, Model? Model, Offer Offer, Price? Price)
{
    /// <summary>The sum of what they say they used.</summary>
    public Usage Usage { get; private set; } = Usage.None;

    public void Add(in Usage usage)
    {
        var (sum, more) = (Usage, usage.Clamped());
        Usage = new Usage(
            more.Source, sum.InputTokens + more.InputTokens, sum.CachedInputTokens + more.CachedInputTokens, sum.CacheWriteTokens + more.CacheWriteTokens,
            sum.OutputTokens + more.OutputTokens, sum.ReasoningTokens + more.ReasoningTokens)
        {
            CacheWriteLongTokens = sum.CacheWriteLongTokens + more.CacheWriteLongTokens,
            AudioInputTokens = sum.AudioInputTokens + more.AudioInputTokens,
            ImageInputTokens = sum.ImageInputTokens + more.ImageInputTokens,
        };
    }
}
