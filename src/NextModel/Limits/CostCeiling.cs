using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Errors;

namespace NextModel.Limits;

/// <summary>
/// The most a request can cost at the dearest of its targets, in 10⁻⁹ units of the ledger currency: input and <c>n</c> times the bound on
/// output, rounded up.
/// </summary>
public sealed class CostCeiling
{
    /// <summary>A request that could cost more than this is never affordable: a million units of the currency.</summary>
    public const long MostNano = 1_000_000_000_000_000;

    // Nanos per token at each target.
    private readonly (decimal Input, decimal Output)[] _targets;
    private readonly int _choices;

    private CostCeiling((decimal Input, decimal Output)[] targets, int choices)
    {
        _targets = targets;
        _choices = choices;
    }

    /// <summary>The ceiling of a plan, or why there is none: a target whose price is not known.</summary>
    /// <param name="targets">Where the request may go.</param>
    /// <param name="currency">The ledger currency.</param>
    /// <param name="rates">Rates by (price currency, ledger currency).</param>
    /// <param name="choices">Answers asked for (<c>n</c>); 0 for an operation without output.</param>
    public static Result<CostCeiling> Of(
        IReadOnlyList<Offer> targets, string currency, IReadOnlyDictionary<(string From, string To), FxRate> rates, int choices)
    {
        var perToken = new (decimal, decimal)[targets.Count];
        for (var i = 0; i < perToken.Length; i++)
        {
            if (targets[i].Price is not { } price)
            {
                return Unknown(targets[i], "has no price");
            }

            var rate = 1m;
            if (price.Currency != currency)
            {
                if (!rates.TryGetValue((price.Currency, currency), out var fx))
                {
                    return Unknown(targets[i], $"has a price in {price.Currency}, and there is no rate to {currency}");
                }

                rate = fx.Rate;
            }

            // Per 1,000,000 tokens and 10⁻⁹: a thousand.
            perToken[i] = (Math.Max(price.Input, price.CachedInput) * rate * 1000m, price.Output * rate * 1000m);
        }

        return new CostCeiling(perToken, choices);
    }

    /// <summary>What that many tokens cost at most; <see cref="long.MaxValue"/> when that is beyond <see cref="MostNano"/>.</summary>
    /// <param name="inputTokens">Input.</param>
    /// <param name="outputTokens">Output per choice.</param>
    public long Of(long inputTokens, long outputTokens)
    {
        var most = 0m;
        foreach (var (input, output) in _targets)
        {
            most = Math.Max(most, (input * inputTokens) + (output * outputTokens * _choices));
        }

        return most > MostNano ? long.MaxValue : (long)decimal.Ceiling(most);
    }

    /// <summary>Output tokens per choice that <paramref name="nano"/> pays for after the input, up to <paramref name="most"/>; less than 0 when not even that.</summary>
    public long OutputTokensFor(long nano, long inputTokens, long most)
    {
        var tokens = most;
        foreach (var (input, output) in _targets)
        {
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

    private static GatewayError Unknown(Offer offer, string why) => new(
        GatewayErrorCode.PriceUnknown,
        $"A budget or credit applies to this request, and what it may cost cannot be said: '{offer.UpstreamModel}' at the source '{offer.Source.Id}' {why}. "
        + "Give the offer a price, or call a model that has one.",
        "model");
}
