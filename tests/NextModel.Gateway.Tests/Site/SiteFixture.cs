using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Site;

/// <summary>One gateway with the site, read only, for all tests of a class.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private TestGateway _gateway = null!;

    public HttpClient Client => _gateway.Client;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new TestGatewayOptions
    {
        MoreConfiguration = "billing:\n  fx: { USD: 1, GBP: 0.76, MYR: 4.13, CNY: 7.11, as_of: 2026-11-20 }\n",
    });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}
