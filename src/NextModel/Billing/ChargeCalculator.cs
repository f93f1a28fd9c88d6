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
            return new Charge { Basis = terms.ByokFee is null ? BillingBasis.Unpriced : BillingBasis.Byok, Currency = terms.Currency };
        }

        if (terms.Check() is { } unusable)
        {
            return unusable;
        }

        var counts = usage.Clamped();
        var discount = terms.DiscountOf(mode);
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
            Basis = terms.ByokFee is not null ? BillingBasis.Byok : mode == ServeMode.ExactCache ? BillingBasis.ExactCacheDiscount : BillingBasis.ListPrice,
            Price = price,
            Lines = lines,
            Fx = terms.Fx,
            ListAmount = Money.FromNanos(listNanos),
            DiscountRate = discount,
            Amount = Money.FromNanos(nanos),
            Currency = terms.Currency,
        };
    }

    private static ExactFigure Sum(in Usage counts, Price price)
    {
        var classes = default(TokenClasses);
        var count = Split(counts, price, ref classes);
        var sum = ExactFigure.Of(0m);
        for (var i = 0; i < count; i++)
        {
            sum = sum.Plus(ExactFigure.Of(classes[i].UnitPrice).Times(classes[i].Tokens));
        }

        return sum.PerMillion();
    }

    // The disjoint classes that have tokens, in the order of their lines. A class without a figure of its own is part of the one it would cost as much as.
    private static int Split(in Usage counts, Price price, ref TokenClasses classes)
    {
        var audio = price.AudioInput is null ? 0 : counts.AudioInputTokens;
        var writtenLong = price.CacheWriteLong is null ? 0 : counts.CacheWriteLongTokens;
        var reasoning = price.Reasoning is null ? 0 : counts.ReasoningTokens;
        var next = 0;
        Add(ref classes, ref next, "input", counts.PlainInputTokens - audio, price.Input);
        Add(ref classes, ref next, "cached_input", counts.CachedInputTokens, price.CachedInput);
        Add(ref classes, ref next, "cache_write", counts.CacheWriteTokens - writtenLong, price.CacheWrite ?? price.Input);
        Add(ref classes, ref next, "cache_write_long", writtenLong, price.CacheWriteLong ?? 0m);
        Add(ref classes, ref next, "audio_input", audio, price.AudioInput ?? 0m);
        Add(ref classes, ref next, "output", counts.OutputTokens - reasoning, price.Output);
        Add(ref classes, ref next, "reasoning", reasoning, price.Reasoning ?? 0m);
        return next;
    }

    private static void Add(ref TokenClasses classes, ref int next, string item, long tokens, decimal unitPrice)
    {
        if (tokens != 0)
        {
            classes[next++] = (item, tokens, unitPrice);
        }
    }

    // A class without tokens has no line, an exact amount no rounding line. Null when a decimal cannot hold a line.
    private static ChargeLine[]? Lines(in Usage counts, Price price, decimal rounding)
    {
        var classes = default(TokenClasses);
        var count = Split(counts, price, ref classes);
        if (count == 0)
        {
            return [];
        }

        var lines = new ChargeLine[count + Math.Abs(Math.Sign(rounding))];
        for (var i = 0; i < count; i++)
        {
            var (item, tokens, unitPrice) = classes[i];
            if (!ExactFigure.Of(unitPrice).Times(tokens).PerMillion().TryToDecimal(out var amount))
            {
                return null;
            }

            lines[i] = new ChargeLine(item, tokens, unitPrice, amount);
        }

        if (rounding != 0)
        {
            lines[^1] = new ChargeLine("rounding", 0, 0m, rounding);
        }

        return lines;
    }

    private static GatewayError TooLarge(string currency) => new(
        GatewayErrorCode.InvalidRequest,
        $"The cost of this request is beyond what can be recorded ({Money.FormatAmount(Money.MaxAmount)} {currency}): ask for fewer tokens.");

    // As many as there can be lines with tokens.
    [System.Runtime.CompilerServices.InlineArray(7)]
    private struct TokenClasses
    {
        private (string Item, long Tokens, decimal UnitPrice) _first;
    }
}
