using NextModel.Inference;
using NextModel.Json;
using NextModel.Ledger;

namespace NextModel.Pipeline;

/// <summary>Which service tier a request is charged in: what the answer says, else what was asked for.</summary>
internal static class ServedTier
{
    /// <summary>The tier; null where the offer's price does not depend on it, which costs nothing to find.</summary>
    /// <param name="entry">Its offer.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">The whole answer; the default value when there is none.</param>
    public static string? Of(LedgerEntry entry, InferenceRequest request, JsonCursor answer) =>
        entry.Offer?.Price?.Rules is { HasServiceTiers: true } && (answer["service_tier"u8].GetString() ?? request.ServiceTier) is var tier and not ServiceTiers.Batch ? tier : null;
}
