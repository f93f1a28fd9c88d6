using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Web.Formatting;

namespace NextModel.Web.Site;

/// <summary>The price of an offer in the currency of a page: its plain figures now, converted where a rate is known.</summary>
public sealed class ShownPrice
{
    private readonly decimal _rate;

    private ShownPrice(Price flat, PriceSheet? sheet, string currency, decimal rate)
    {
        Listed = flat;
        Sheet = sheet;
        Currency = currency;
        _rate = rate;
    }

    /// <summary>As the source lists it.</summary>
    public Price Listed { get; }

    /// <summary>The list it is from; null for a price of the operator's.</summary>
    public PriceSheet? Sheet { get; }

    /// <summary>ISO 4217 code of what <see cref="Input"/> and the others are in.</summary>
    public string Currency { get; }

    /// <summary>True when a rate was applied: shown with ≈.</summary>
    public bool IsConverted => Currency != Listed.Currency;

    /// <summary>Per 1,000,000 tokens.</summary>
    public decimal Input => Listed.Input * _rate;

    public decimal CachedInput => Listed.CachedInput * _rate;

    public decimal Output => Listed.Output * _rate;

    /// <summary>The day the figures were true; null when nobody has said.</summary>
    public DateOnly? AsOf => Sheet?.AsOf;

    /// <summary>The price now in <paramref name="currency"/>, or as listed where no rate is known; null without a price.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="currency">The currency wanted; null for as listed.</param>
    /// <param name="view">The page.</param>
    public static ShownPrice? Of(ListedOffer? offer, string? currency, SiteView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (offer?.Price is not { } price)
        {
            return null;
        }

        var flat = price.For(view.Now, 0, null);
        return currency is null || flat.Currency == currency || !view.Snapshot.Rates.TryGetValue((flat.Currency, currency), out var rate)
            ? new ShownPrice(flat, price.Sheet, flat.Currency, 1)
            : new ShownPrice(flat, price.Sheet, currency, rate.Rate);
    }

    /// <summary>A figure of it as text.</summary>
    public string Text(decimal figure) => IsConverted ? Figures.Converted(figure) : Figures.UnitPrice(figure);
}
