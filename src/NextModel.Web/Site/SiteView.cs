using NextModel.Configuration;
using NextModel.Web.Localization;

namespace NextModel.Web.Site;

/// <summary>What every page of the site is made from: who reads it, and what was true when they asked.</summary>
public sealed class SiteView
{
    /// <summary>The language and its customs.</summary>
    public required Locale Locale { get; init; }

    /// <summary>The path without the language: <c>/models</c>.</summary>
    public required string Path { get; init; }

    /// <summary>What was asked of the page and is kept in another language, with its question mark; empty where that is nothing.</summary>
    public string Query { get; init; } = "";

    /// <summary>Where this installation is reached (<c>NEXTMODEL_PUBLIC_URL</c>), without a slash at the end.</summary>
    public required string PublicUrl { get; init; }

    public required CatalogListing Catalog { get; init; }

    public required AssetStore Assets { get; init; }

    /// <summary>When the page was asked for.</summary>
    public required DateTimeOffset Now { get; init; }

    public Texts T => Texts.Of(Locale);

    public GatewaySnapshot Snapshot => Catalog.Snapshot;

    /// <summary>What clients set as their base URL.</summary>
    public string BaseUrl => PublicUrl + "/v1";

    /// <summary>The currency of the reader where every price in the ledger's currency can be shown in it, else the ledger's.</summary>
    public string Currency => Snapshot.Currency == Locale.Currency || Snapshot.Rates.ContainsKey((Snapshot.Currency, Locale.Currency))
        ? Locale.Currency
        : Snapshot.Currency;

    /// <summary>A path of the site in the reader's language.</summary>
    public string Link(string path) => Locale.Link(path);
}
