namespace NextModel.Catalog;

/// <summary>
/// One price of what is configured and what operators set one after the other: which figures a request falls under follows from the moment it began,
/// so that no swap has to happen at the moment a price changes.
/// </summary>
public static class PriceTimeline
{
    /// <summary>The price; the configured one itself where nothing was set.</summary>
    /// <param name="configured">What the configuration file or the catalog says; null when they say nothing.</param>
    /// <param name="set">What was set for this offer and stands, in any order.</param>
    /// <param name="now">Its plain figures are those in force then.</param>
    public static Price? Of(Price? configured, IEnumerable<SetPrice> set, DateTimeOffset now)
    {
        // Of two for the same moment the later one stands.
        var spans = set.GroupBy(one => one.EffectiveFrom).Select(same => same.MaxBy(one => one.Version)!).OrderBy(one => one.EffectiveFrom)
            .Select(one => (From: one.EffectiveFrom, Price: one.Document is null ? configured : one.Price))
            .Where(span => span.Price is not null)
            .Prepend((From: DateTimeOffset.MinValue, Price: configured))
            .ToList();
        if (spans.Count == 1)
        {
            return configured;
        }

        var cards = new List<PriceCard>();
        for (var i = 0; i < spans.Count; i++)
        {
            if (spans[i].Price is { } price)
            {
                cards.AddRange(Within(price, spans[i].From, i + 1 < spans.Count ? spans[i + 1].From : DateTimeOffset.MaxValue));
            }
        }

        if (cards.Count == 0)
        {
            return null;
        }

        var rules = new PriceRules(cards);
        var plain = rules.Select(now, 0, null);
        return cards.Count == 1 ? plain : plain with { Condition = null, Rules = rules };
    }

    // The figures of one price between two moments: those in force at the first, and its own changes in between.
    private static IEnumerable<PriceCard> Within(Price price, DateTimeOffset from, DateTimeOffset to)
    {
        IReadOnlyList<PriceCard> all = price.Rules?.Cards ?? [new PriceCard(price, DateTimeOffset.MinValue, null)];
        var first = all.Where(card => card.From <= from).Max(card => card.From);
        return all.Where(card => card.From >= first && card.From < to).Select(card => card with { From = card.From > from ? card.From : from });
    }
}
