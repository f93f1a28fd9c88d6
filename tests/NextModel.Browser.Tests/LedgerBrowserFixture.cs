using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Browser.Tests;

/// <summary>A gateway with a source, so that its receipts are spend and not simulation.</summary>
public sealed class LedgerBrowserFixture : BrowserFixture
{
    private FakeUpstream? _upstream;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_upstream is not null)
        {
            await _upstream.DisposeAsync();
        }
    }

    protected override async Task<TestGateway> StartGatewayAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        return await TestGateway.StartAsync(new TestGatewayOptions { Upstream = _upstream, Models = ["canary", "echo"] });
    }
}
