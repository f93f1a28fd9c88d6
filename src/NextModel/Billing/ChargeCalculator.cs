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
    /// <summary>Decimals that the amount of a line of seconds is rounded to.</summary>
    public const int DecimalsOfSeconds = 12;

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
        var units = CountsUnits(counts, price) ? terms.Units : null;
        var unit = units is null ? null : price.For(units.Unit, units.Size, units.Quality);
        if (units is not null && unit is null)
        {
            return new Charge { Basis = terms.ByokFee is null ? BillingBasis.Unpriced : BillingBasis.Byok, Currency = terms.Currency };
        }

        var classes = default(LineClasses);
        var count = unit is null ? Split(counts, price, ref classes) : Split(units!, unit, ref classes);
        var discount = terms.DiscountOf(mode);
        var sum = Sum(classes[..count]);
        var list = terms.Fx is { } fx ? sum.Times(fx.Rate) : sum;
        if (counts.InputTokens > Usage.MaxTokens || counts.OutputTokens > Usage.MaxTokens
            || !list.TryRound(out var listNanos, out var rounding))
        {
            return TooLarge(terms.Currency);
        }

        var nanos = listNanos;
        if ((discount != 0m && !list.Times(1m - discount).TryRound(out nanos, out rounding))
            || Lines(classes[..count], rounding) is not { } lines)
        {
            return TooLarge(terms.Currency);
        }

        return new Charge
        {
            Basis = terms.ByokFee is not null ? BillingBasis.Byok : mode == ServeMode.ExactCache ? BillingBasis.ExactCacheDiscount : BillingBasis.ListPrice,
            Price = price,
            Unit = unit,
            Lines = lines,
            Fx = terms.Fx,
            ListAmount = Money.FromNanos(listNanos),
            DiscountRate = discount,
            Amount = Money.FromNanos(nanos),
            Currency = terms.Currency,
        };
    }

    // What the provider counted in tokens is charged in tokens, where tokens have a price.
    private static bool CountsUnits(in Usage counts, Price price) =>
        counts.Source != UsageSource.Provider || counts.TotalTokens == 0 || !price.PricesTokens;

    private static ExactFigure Sum(ReadOnlySpan<LineClass> classes)
    {
        var sum = ExactFigure.Of(0m);
        foreach (var one in classes)
        {
            sum = sum.Plus(one.Amount);
        }

        return sum;
    }

    // The disjoint classes that have tokens, in the order of their lines. A class without a figure of its own is part of the one it would cost as much as.
    private static int Split(in Usage counts, Price price, ref LineClasses classes)
    {
        var audio = price.AudioInput is null ? 0 : counts.AudioInputTokens;
        var images = price.ImageInput is null ? 0 : counts.ImageInputTokens;
        var writtenLong = price.CacheWriteLong is null ? 0 : counts.CacheWriteLongTokens;
        var reasoning = price.Reasoning is null ? 0 : counts.ReasoningTokens;
        var next = 0;
        Add(ref classes, ref next, "input", counts.PlainInputTokens - audio - images, price.Input);
        Add(ref classes, ref next, "cached_input", counts.CachedInputTokens, price.CachedInput);
        Add(ref classes, ref next, "cache_write", counts.CacheWriteTokens - writtenLong, price.CacheWrite ?? price.Input);
        Add(ref classes, ref next, "cache_write_long", writtenLong, price.CacheWriteLong ?? 0m);
        Add(ref classes, ref next, "audio_input", audio, price.AudioInput ?? 0m);
        Add(ref classes, ref next, "image_input", images, price.ImageInput ?? 0m);
        Add(ref classes, ref next, "output", counts.OutputTokens - reasoning, price.Output);
        Add(ref classes, ref next, "reasoning", reasoning, price.Reasoning ?? 0m);
        return next;
    }

    // Units that are none of a kind have no line either.
    private static int Split(MeteredUnits units, UnitPrice unit, ref LineClasses classes)
    {
        if (units.Count == 0)
        {
            return 0;
        }

        var (item, amount) = units.Unit switch
        {
            PricedUnit.Image => ("images", ExactFigure.Of(unit.Figure).Times(units.Count)),
            PricedUnit.Minute => ("audio_seconds", ExactFigure.Of(unit.Figure).Times(units.Count).Over(60, DecimalsOfSeconds)),
            _ => ("characters", ExactFigure.Of(unit.Figure).Times(units.Count).PerMillion()),
        };
        classes[0] = new LineClass(item, 0, units.Count, unit.Figure, amount);
        return 1;
    }

    private static void Add(ref LineClasses classes, ref int next, string item, long tokens, decimal unitPrice)
    {
        if (tokens != 0)
        {
            classes[next++] = new LineClass(item, tokens, 0, unitPrice, ExactFigure.Of(unitPrice).Times(tokens).PerMillion());
        }
    }

    // A class without tokens has no line, an exact amount no rounding line. Null when a decimal cannot hold a line.
    private static ChargeLine[]? Lines(ReadOnlySpan<LineClass> classes, decimal rounding)
    {
        if (classes.IsEmpty)
        {
            return [];
        }

        var lines = new ChargeLine[classes.Length + Math.Abs(Math.Sign(rounding))];
        for (var i = 0; i < classes.Length; i++)
        {
            var one = classes[i];
            if (!one.Amount.TryToDecimal(out var amount))
            {
                return null;
            }

            lines[i] = new ChargeLine(one.Item, one.Tokens, one.UnitPrice, amount) { Quantity = one.Quantity };
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

    private readonly record struct LineClass(string Item, long Tokens, long Quantity, decimal UnitPrice, ExactFigure Amount);

    // As many as there can be lines with tokens.
    [System.Runtime.CompilerServices.InlineArray(8)]
    private struct LineClasses
    {
        private LineClass _first;
    }
}
