namespace NextModel.Catalog;

/// <summary>
/// What tokens cost, per 1,000,000 in the offer's own currency, and what else is priced. Flat, unless <see cref="Rules"/> says that other figures apply to some
/// requests. The rules are told in docs/concepts/prices.md.
/// </summary>
/// <param name="Version">Names this price for ever on receipts.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Input">Input tokens.</param>
/// <param name="CachedInput">Input tokens the provider served from its own prompt cache.</param>
/// <param name="Output">Output tokens, reasoning included unless <see cref="Reasoning"/> has its own figure.</param>
public sealed record Price(string Version, string Currency, decimal Input, decimal CachedInput, decimal Output)
{
    /// <summary>Input tokens written to the provider's prompt cache; null: they cost what input costs.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>Input tokens written to it for longer than its usual time; null: they cost what other writes cost.</summary>
    public decimal? CacheWriteLong { get; init; }

    /// <summary>Output tokens that were reasoning; null: they cost what output costs.</summary>
    public decimal? Reasoning { get; init; }

    /// <summary>Input tokens that were audio; null: they cost what input costs.</summary>
    public decimal? AudioInput { get; init; }

    /// <summary>Input tokens that were images; null: they cost what input costs.</summary>
    public decimal? ImageInput { get; init; }

    /// <summary>False where only <see cref="Units"/> are priced: tokens then cost nothing.</summary>
    public bool PricesTokens { get; init; } = true;

    /// <summary>What is priced by other units than tokens, the usual size and quality first; empty for most models.</summary>
    public IReadOnlyList<UnitPrice> Units { get; init; } = [];

    /// <summary>Why these figures apply and not the offer's plain ones; null for the plain ones.</summary>
    public PriceCondition? Condition { get; init; }

    /// <summary>The other figures of this offer and when they apply; null for a flat price.</summary>
    public PriceRules? Rules { get; init; }

    /// <summary>The list the figures are from, with its date and evidence; null when nobody has said.</summary>
    public PriceSheet? Sheet { get; init; }

    /// <summary>The flat price of one request: these figures, or those that <see cref="Rules"/> has for it.</summary>
    /// <param name="at">The moment the request began.</param>
    /// <param name="inputTokens">All its input, cache classes included.</param>
    /// <param name="serviceTier">The service tier it was served in; null for the usual one.</param>
    public Price For(DateTimeOffset at, long inputTokens, string? serviceTier) => Rules is null ? this : Rules.Select(at, inputTokens, serviceTier);

    /// <summary>The figure for units of that size and quality: of those that may be for them, the first; null where none may.</summary>
    public UnitPrice? For(PricedUnit unit, string? size, string? quality) => Units.FirstOrDefault(one => one.IsFor(unit, size, quality));

    /// <summary>Every flat price that can apply to a request, now or later.</summary>
    public IEnumerable<Price> Flat => Rules is null ? [this] : Rules.Cards.Select(card => card.Price);

    /// <summary>Every figure of this flat price, those that are not stated left out.</summary>
    public IEnumerable<decimal> Figures
    {
        get
        {
            yield return Input;
            yield return CachedInput;
            yield return Output;
            foreach (var figure in new[] { CacheWrite, CacheWriteLong, Reasoning, AudioInput, ImageInput })
            {
                if (figure is { } stated)
                {
                    yield return stated;
                }
            }

            foreach (var unit in Units)
            {
                yield return unit.Figure;
            }
        }
    }
}
