using Microsoft.Playwright;
using NextModel.Testing.Gateway;

namespace NextModel.Browser.Tests;

/// <summary>One gateway and one Chromium for all tests of a class.</summary>
public class BrowserFixture : IAsyncLifetime
{
    private TestGateway _gateway = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public TestGateway Gateway => _gateway;

    public string Url => _gateway.Client.BaseAddress!.ToString().TrimEnd('/');

    public async ValueTask InitializeAsync()
    {
        _gateway = await StartGatewayAsync();
        await LaunchAsync();
    }

    /// <summary>An empty page of a fresh profile.</summary>
    public async Task<IPage> OpenAsync(int width, string scheme = "light", bool hasScript = true, string zone = "UTC")
    {
        if (!_browser.IsConnected)
        {
            _playwright.Dispose();
            await LaunchAsync();
        }

        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Url,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = scheme == "dark" ? ColorScheme.Dark : ColorScheme.Light,
            JavaScriptEnabled = hasScript,
            TimezoneId = zone,
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        return await context.NewPageAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _gateway.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A gateway whose only source is simulated.</summary>
    protected virtual Task<TestGateway> StartGatewayAsync() => TestGateway.StartAsync(new TestGatewayOptions
    {
        MoreConfiguration = "billing:\n  fx: { USD: 1, GBP: 0.76, MYR: 4.13, CNY: 7.11, as_of: 2026-11-20 }\n",
    });

    private async Task LaunchAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--force-color-profile=srgb", "--disable-gpu"],
        });
    }
}
