using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Billing;

/// <summary>
/// Usage, serve mode and terms in, a <see cref="Charge"/> out: pure, exact, rounded once. The rules are told in
/// docs/concepts/metering-and-charging.md.
/// </summary>
/// <remarks>A charge allocates two objects: itself and its lines.</remarks>
public static class ChargeCalculator
{
    /// <summary>What <paramref name="usage"/> costs on these terms, or why that cannot be said.</summary>
    public static Result<Charge> Calculate(in Usage usage, ServeMode mode, in ChargeTerms terms)
    {
        if (usage.Source == UsageSource.None)
        {
            return Charge.Nothing(terms.Currency);
        }

        if (terms.Price is not { } price)
        {
            return new Charge { Basis = BillingBasis.Unpriced, Currency = terms.Currency };
        }

        if (terms.Check() is { } unusable)
        {
            return unusable;
        }

        var counts = usage.Clamped();
        var discount = mode == ServeMode.ExactCache ? terms.ExactCacheDiscount : 0m;
        var list = terms.Fx is { } fx ? Sum(counts, price).Times(fx.Rate) : Sum(counts, price);
        if (counts.InputTokens > Usage.MaxTokens || counts.OutputTokens > Usage.MaxTokens
            || !list.TryRound(out var listNanos, out var rounding))
        {
            return TooLarge(terms.Currency);
        }

        var nanos = listNanos;
        if ((discount != 0m && !list.Times(1m - discount).TryRound(out nanos, out rounding))
            || Lines(counts, price, rounding) is not { } lines)
        {
            return TooLarge(terms.Currency);
        }

        return new Charge
        {
            Basis = mode == ServeMode.ExactCache ? BillingBasis.ExactCacheDiscount : BillingBasis.ListPrice,
            Price = price,
            Lines = lines,
            Fx = terms.Fx,
            ListAmount = Money.FromNanos(listNanos),
            DiscountRate = discount,
            Amount = Money.FromNanos(nanos),
            Currency = terms.Currency,
        };
    }

    private static ExactFigure Sum(in Usage counts, Price price) =>
        ExactFigure.Of(price.Input).Times(counts.PlainInputTokens + counts.CacheWriteTokens)
            .Plus(ExactFigure.Of(price.CachedInput).Times(counts.CachedInputTokens))
            .Plus(ExactFigure.Of(price.Output).Times(counts.OutputTokens))
            .PerMillion();

    // A class without tokens has no line, an exact amount no rounding line. Null when a decimal cannot hold a line.
    private static ChargeLine[]? Lines(in Usage counts, Price price, decimal rounding)
    {
        var count = Math.Sign(counts.PlainInputTokens) + Math.Sign(counts.CachedInputTokens) + Math.Sign(counts.CacheWriteTokens)
            + Math.Sign(counts.OutputTokens) + Math.Abs(Math.Sign(rounding));
        if (count == 0)
        {
            return [];
        }

        var lines = new ChargeLine[count];
        var next = 0;
        var fits = TryAdd(lines, ref next, "input", counts.PlainInputTokens, price.Input)
            && TryAdd(lines, ref next, "cached_input", counts.CachedInputTokens, price.CachedInput)
            && TryAdd(lines, ref next, "cache_write", counts.CacheWriteTokens, price.Input)
            && TryAdd(lines, ref next, "output", counts.OutputTokens, price.Output);
        if (rounding != 0)
        {
            lines[^1] = new ChargeLine("rounding", 0, 0m, rounding);
        }

        return fits ? lines : null;
    }

    private static bool TryAdd(ChargeLine[] lines, ref int next, string item, long tokens, decimal unitPrice)
    {
        if (tokens == 0)
        {
            return true;
        }

        var fits = ExactFigure.Of(unitPrice).Times(tokens).PerMillion().TryToDecimal(out var amount);
        lines[next++] = new ChargeLine(item, tokens, unitPrice, amount);
        return fits;
    }

    private static GatewayError TooLarge(string currency) => new(
        GatewayErrorCode.InvalidRequest,
        $"The cost of this request is beyond what can be recorded ({Money.FormatAmount(Money.MaxAmount)} {currency}): ask for fewer tokens.");
}
