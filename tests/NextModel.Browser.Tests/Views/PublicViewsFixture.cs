using Microsoft.Playwright;

namespace NextModel.Browser.Tests.Views;

/// <summary>The site with rates for every language's currency, and one page that all views are opened in.</summary>
public sealed class PublicViewsFixture : BrowserFixture, IAsyncLifetime
{
    private IPage _page = null!;

    public IPage Page => _page;

    async ValueTask IAsyncLifetime.InitializeAsync()
    {
        await InitializeAsync();
        _page = await OpenAsync(1440);
    }
}
