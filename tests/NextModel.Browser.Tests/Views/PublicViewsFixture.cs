namespace NextModel.Browser.Tests.Views;

/// <summary>The site with rates for every language's currency, and one page that all views are opened in.</summary>
public sealed class PublicViewsFixture : BrowserFixture
{
    public PublicViewsFixture() => Page = new LastingPage(() => OpenAsync(1440));

    public LastingPage Page { get; }
}
