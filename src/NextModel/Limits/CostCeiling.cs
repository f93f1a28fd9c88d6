using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;

namespace NextModel.Limits;

/// <summary>
/// The most a request can cost at the dearest of its targets, in 10⁻⁹ units of the ledger currency: input and <c>n</c> times the bound on
/// output, rounded up.
/// </summary>
public sealed class CostCeiling
{
    /// <summary>A request that could cost more than this is never affordable: a million units of the currency.</summary>
    public const long MostNano = 1_000_000_000_000_000;

    // What each target may charge, dearest figures of each length of input.
    private readonly Target[] _targets;
    private readonly int _choices;

    private CostCeiling(Target[] targets, int choices)
    {
        _targets = targets;
        _choices = choices;
    }

    /// <summary>The ceiling of a plan, or why there is none: a target whose price is not known.</summary>
    /// <param name="targets">Where the request may go.</param>
    /// <param name="currency">The ledger currency.</param>
    /// <param name="rates">Rates by (price currency, ledger currency).</param>
    /// <param name="choices">Answers asked for (<c>n</c>); 0 for an operation without output.</param>
    /// <param name="at">When the request began: it decides which hours and which dated figures count. Null takes the dearest of all.</param>
    /// <param name="request">What is asked, where it is not charged in tokens alone; null where it is.</param>
    /// <param name="byokFee">Share of the price that a target under the organization's own credential costs, 0 to 1.</param>
    public static Result<CostCeiling> Of(
        IReadOnlyList<Offer> targets, string currency, IReadOnlyDictionary<(string From, string To), FxRate> rates, int choices,
        DateTimeOffset? at = null, decimal byokFee = 0m, InferenceRequest? request = null)
    {
        var ceilings = new Target[targets.Count];
        for (var i = 0; i < ceilings.Length; i++)
        {
            var share = targets[i].Source.CredentialId is null ? 1m : byokFee;
            if (share == 0m)
            {
                continue;
            }

            if (targets[i].Price is not { } price)
            {
                return Unknown(targets[i], "has no price");
            }

            var rate = share;
            if (price.Currency != currency)
            {
                if (!rates.TryGetValue((price.Currency, currency), out var fx))
                {
                    return Unknown(targets[i], $"has a price in {price.Currency}, and there is no rate to {currency}");
                }

                rate = fx.Rate * share;
            }

            var units = 0m;
            if (request is { IsOpaque: true } && UnitCeiling.WhyNone(price, request, rate, out units) is { } why)
            {
                return Unknown(targets[i], why);
            }

            ceilings[i] = price.Rules is null
                ? new Target(PerToken(price, rate), null, units)
                : new Target(default, [.. (at is { } then ? price.Rules.At(then) : price.Flat).Select(one => (one.Condition?.InputAbove ?? -1, PerToken(one, rate)))], units);
        }

        return new CostCeiling(ceilings, choices);
    }

    /// <summary>What that many tokens cost at most; <see cref="long.MaxValue"/> when that is beyond <see cref="MostNano"/>.</summary>
    /// <param name="inputTokens">Input.</param>
    /// <param name="outputTokens">Output per choice.</param>
    public long Of(long inputTokens, long outputTokens)
    {
        var most = 0m;
        foreach (var target in _targets)
        {
            var (input, output) = target.Dearest(inputTokens);
            most = Math.Max(most, Math.Max(target.Units, (input * inputTokens) + (output * outputTokens * _choices)));
        }

        return most > MostNano ? long.MaxValue : (long)decimal.Ceiling(most);
    }

    /// <summary>Output tokens per choice that <paramref name="nano"/> pays for after the input, up to <paramref name="most"/>; less than 0 when not even that.</summary>
    public long OutputTokensFor(long nano, long inputTokens, long most)
    {
        var tokens = most;
        foreach (var target in _targets)
        {
            var (input, output) = target.Dearest(inputTokens);
            var rest = nano - (input * inputTokens);
            if (rest < 0)
            {
                return -1;
            }

            var perToken = output * _choices;
            if (perToken > 0 && rest < perToken * tokens)
            {
                tokens = (long)decimal.Floor(rest / perToken);
            }
        }

        // A quotient is rounded at its 28th digit.
        return tokens > 0 && Of(inputTokens, tokens) > nano ? tokens - 1 : tokens;
    }

    // Per 1,000,000 tokens and 10⁻⁹: a thousand. Nobody knows before which class the tokens will be of.
    private static (decimal Input, decimal Output) PerToken(Price price, decimal rate)
    {
        var input = Math.Max(price.Input, price.CachedInput);
        input = Math.Max(Math.Max(input, price.CacheWrite ?? 0m), Math.Max(price.CacheWriteLong ?? 0m, price.AudioInput ?? 0m));
        input = Math.Max(input, price.ImageInput ?? 0m);
        return (input * rate * 1000m, Math.Max(price.Output, price.Reasoning ?? 0m) * rate * 1000m);
    }

    private static GatewayError Unknown(Offer offer, string why) => new(
        GatewayErrorCode.PriceUnknown,
        $"A budget or credit applies to this request, and what it may cost cannot be said: '{offer.UpstreamModel}' at the source '{offer.Source.Id}' {why}. "
        + "Give the offer a price, or call a model that has one.",
        "model");

    // Nanos per token. A shorter request than was bounded may fall under any lower tier, so the dearest up to the bound counts.
    private readonly record struct Target((decimal Input, decimal Output) Flat, (long Above, (decimal Input, decimal Output) PerToken)[]? Tiers, decimal Units)
    {
        public (decimal Input, decimal Output) Dearest(long inputTokens)
        {
            if (Tiers is null)
            {
                return Flat;
            }

            var (input, output) = (0m, 0m);
            foreach (var (above, figures) in Tiers)
            {
                if (inputTokens > above)
                {
                    (input, output) = (Math.Max(input, figures.Input), Math.Max(output, figures.Output));
                }
            }

            return (input, output);
        }
    }
}
