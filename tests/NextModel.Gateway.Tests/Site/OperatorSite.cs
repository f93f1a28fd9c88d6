using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Site;

/// <summary>The operator, signed in to the dashboard of a gateway over the fake upstream.</summary>
public abstract class OperatorSite : IAsyncLifetime
{
    private protected FakeUpstream Upstream { get; private set; } = null!;

    private protected TestGateway Gateway { get; private set; } = null!;

    private protected Browsing Browser { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Upstream = await FakeUpstream.StartAsync();
        Gateway = await TestGateway.StartAsync(Upstream);
        Browser = new Browsing(Gateway);
        await Browser.SignInAsync(Gateway.Installation.Secrets.AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Browser.Dispose();
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
