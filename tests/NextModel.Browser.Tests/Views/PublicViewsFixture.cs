namespace NextModel.Browser.Tests.Views;

/// <summary>The site with rates for every language's currency, and one page that all views are opened in.</summary>
public sealed class PublicViewsFixture : BrowserFixture, IAsyncLifetime
{
    private LastingPage _page = null!;

    public LastingPage Page => _page;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _page = new LastingPage(() => OpenAsync(1440));
    }
}
