using NextModel.Gateway.Tests.Admin;

namespace NextModel.Gateway.Tests.Accounts;

/// <summary>From where somebody signs in, behind a proxy and before one.</summary>
public sealed class ClientPlaceTests
{
    private const string Password = AdminGateway.Password;

    [Theory]
    [InlineData("", "127.0.0.1")]
    [InlineData("sign_in: { trusted_proxies: [10.0.0.0/8] }", "127.0.0.1")]
    [InlineData("sign_in: { trusted_proxies: [127.0.0.1/32] }", "198.51.100.7")]
    public async Task SignIn_ForwardedHeader_CountsFromATrustedProxyOnly_AndItsLastAddress(string configuration, string address)
    {
        await using var admin = await AdminGateway.StartAsync(configuration: configuration);
        await admin.JoinAsync("ada@example.com", "viewer");
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(admin.Gateway.Origin) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", "203.0.113.9, 198.51.100.7");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["email"] = "ada@example.com", ["password"] = Password });
        using var response = await client.PostAsync("/sign-in", form);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.SeeOther);

        var session = (await admin.SendAsync("GET", "accounts/ada@example.com/sessions")).Json.GetProperty("data")[0];
        session.GetProperty("address").GetString()!.Replace("::ffff:", "", StringComparison.Ordinal).ShouldBe(address);
    }
}
