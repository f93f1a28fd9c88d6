namespace CacheSafety.Costing;

/// <summary>What answers cost, in USD. Assumptions of a report, printed with it.</summary>
/// <param name="InputPerMillion">Of a million prompt tokens.</param>
/// <param name="OutputPerMillion">Of a million completion tokens.</param>
/// <param name="ReplayDiscount">Share of the fresh price that a caller saves on a replay, 0 to 1.</param>
/// <param name="OverheadPerRequest">Paid on every request, hit or miss: embedding, verifier, look-up.</param>
public sealed record Prices(decimal InputPerMillion, decimal OutputPerMillion, decimal ReplayDiscount, decimal OverheadPerRequest)
{
    /// <summary>OpenAI's list price of gpt-4o-mini and the discount of NextModel's contract; both are only there to have a unit.</summary>
    public static Prices Default { get; } = new(0.15m, 0.60m, 0.90m, 0m);

    /// <summary>Cost of a fresh answer in 10⁻⁹ USD.</summary>
    public long FreshNanos(long promptTokens, long completionTokens) =>
        (long)(((promptTokens * InputPerMillion) + (completionTokens * OutputPerMillion)) * 1_000m);
}
