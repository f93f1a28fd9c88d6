using NextModel.Gateway.Tests.Admin;

namespace NextModel.Gateway.Tests.Site;

/// <summary>The operator, signed in to the dashboard and with the admin API beside it.</summary>
public abstract class OperatorConsole : IAsyncLifetime
{
    private protected AdminGateway Admin { get; private set; } = null!;

    private protected Browsing Browser { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Admin = await AdminGateway.StartAsync();
        Browser = new Browsing(Admin.Gateway);
        await Browser.SignInAsync(Admin.OperatorKey);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Browser.Dispose();
        return Admin.DisposeAsync();
    }
}
