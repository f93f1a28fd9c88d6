using NextModel.Metering;

namespace NextModel.Billing;

/// <summary>
/// What an outcome bills, and the four quantities a receipt keeps apart. One factory per row of the billing table in
/// docs/concepts/metering-and-charging.md.
/// </summary>
/// <param name="Billed">The usage to price; <see cref="Usage.None"/> when nothing is billed.</param>
/// <param name="ServedTokens">Output tokens given to the caller.</param>
/// <param name="ConsumedTokens">Input and output at providers, all attempts together, as far as it is known.</param>
/// <param name="ReplayedTokens">Input and output copied from the cache.</param>
public readonly record struct Settlement(Usage Billed, long ServedTokens, long ConsumedTokens, long ReplayedTokens)
{
    /// <summary>Input and output that are billed, at whatever price the offer has.</summary>
    public long BillableTokens => Billed.TotalTokens;

    /// <summary>A fresh answer, complete: what the provider said, an explicit zero too, else what was counted here.</summary>
    /// <param name="usage">The provider's usage, or the estimate when it sent none.</param>
    /// <param name="elsewhere">Tokens that failed attempts of this request are known to have used.</param>
    public static Settlement Completed(in Usage usage, long elsewhere = 0)
    {
        var counts = usage.Clamped();
        return new(counts, counts.OutputTokens, counts.TotalTokens + elsewhere, 0);
    }

    /// <summary>A replay: the usage of the fresh answer, at a discount; no provider was asked.</summary>
    /// <param name="fresh">Usage on the fresh receipt.</param>
    public static Settlement Replayed(in Usage fresh)
    {
        var copy = fresh.Clamped() with { Source = UsageSource.Replayed };
        return new(copy, copy.OutputTokens, 0, copy.TotalTokens);
    }

    /// <summary>The caller left in the middle: the provider's usage if it came, else input and what had been delivered.</summary>
    /// <param name="usage">The provider's usage, or an estimate over the input and the delivered output.</param>
    /// <param name="delivered">Output tokens the caller got before it left, counted here.</param>
    /// <param name="elsewhere">Tokens that failed attempts of this request are known to have used.</param>
    public static Settlement CallerLeft(in Usage usage, long delivered, long elsewhere = 0) =>
        Completed(usage, elsewhere) with { ServedTokens = Math.Max(0, delivered) };

    /// <summary>The source broke off in the middle: the provider's usage if it was sent, else nothing.</summary>
    /// <param name="usage">The provider's usage. An estimate counts as consumed and is never billed.</param>
    /// <param name="delivered">Output tokens the caller got, counted here.</param>
    /// <param name="elsewhere">Tokens that failed attempts of this request are known to have used.</param>
    public static Settlement UpstreamBroke(in Usage usage, long delivered, long elsewhere = 0)
    {
        var broken = CallerLeft(usage, delivered, elsewhere);
        return usage.Source == UsageSource.Provider ? broken : broken with { Billed = Usage.None };
    }

    /// <summary>No output at all, from any source, or the gateway died and nothing is known to have been delivered: nothing is billed.</summary>
    /// <param name="elsewhere">Tokens that attempts of this request are known to have used.</param>
    public static Settlement NothingDelivered(long elsewhere = 0) => new(Usage.None, 0, elsewhere, 0);
}
