namespace NextModel.Catalog;

/// <summary>
/// The flat prices of an offer whose figures depend on the request. Selecting one allocates nothing: every combination is made when the
/// configuration is read.
/// </summary>
public sealed class PriceRules
{
    private readonly PriceCard[] _cards;

    /// <param name="cards">In any order; for every moment and request one must apply.</param>
    public PriceRules(IEnumerable<PriceCard> cards)
    {
        // The first that applies is the right one: newest first, then what is said about a service tier, a window, a length.
        _cards = [.. cards
            .OrderByDescending(card => card.From)
            .ThenByDescending(card => card.Price.Condition?.ServiceTier is not null)
            .ThenByDescending(card => card.Clock is not null)
            .ThenByDescending(card => card.Price.Condition?.InputAbove ?? -1)];
        HasServiceTiers = _cards.Any(card => card.Price.Condition?.ServiceTier is not null);
    }

    /// <summary>All of them, the strongest first.</summary>
    public IReadOnlyList<PriceCard> Cards => _cards;

    /// <summary>True when it matters which service tier served a request.</summary>
    public bool HasServiceTiers { get; }

    /// <summary>The flat price of a request.</summary>
    public Price Select(DateTimeOffset at, long inputTokens, string? serviceTier)
    {
        foreach (var card in _cards)
        {
            if (card.Applies(at, inputTokens, serviceTier))
            {
                return card.Price;
            }
        }

        return _cards[^1].Price;
    }

    /// <summary>The flat prices a request that begins then may fall under: any length, any service tier.</summary>
    public IEnumerable<Price> At(DateTimeOffset at)
    {
        var from = _cards.Where(card => card.From <= at).Select(card => card.From).DefaultIfEmpty(_cards[^1].From).Max();
        var then = _cards.Where(card => card.From == from).ToList();
        var hasWindow = then.Any(card => card.Clock?.Shows(at) == true);
        return then.Where(card => hasWindow ? card.Clock?.Shows(at) == true : card.Clock is null).Select(card => card.Price);
    }
}
