using NextModel.Configuration;

namespace NextModel.Tests.Configuration;

public sealed class SignInReaderTests
{
    [Fact]
    public void Read_Nothing_IsNoProviderAndNoProxy()
    {
        var options = Read("", out var problems);

        problems.ShouldBeEmpty();
        (options.SingleSignOn, options.TrustedProxies.Count).ShouldBe((null, 0));
    }

    [Fact]
    public void Read_Provider_IsWhatWasWritten_AndItsSecretIsNotPrinted()
    {
        var options = Read("sign_in: { oidc: { issuer: 'https://login.example.com/tenant', client_id: us, client_secret: hush }, trusted_proxies: [127.0.0.1/32, 'fd00::/8'] }", out var problems);

        problems.ShouldBeEmpty();
        options.SingleSignOn.ShouldBe(new SingleSignOnOptions("https://login.example.com/tenant", "us", "hush") { Name = "single sign-on" });
        options.SingleSignOn!.ToString().ShouldNotContain("hush");
        options.TrustedProxies.Select(network => network.ToString()).ShouldBe(["127.0.0.1/32", "fd00::/8"]);
    }

    [Theory]
    [InlineData("sign_in: { oidc: { issuer: 'http://login.example.com', client_id: us, client_secret: hush } }", "issuer")]
    [InlineData("sign_in: { oidc: { issuer: 'login.example.com', client_id: us, client_secret: hush } }", "issuer")]
    [InlineData("sign_in: { oidc: { issuer: 'https://login.example.com?x=1', client_id: us, client_secret: hush } }", "issuer")]
    [InlineData("sign_in: { oidc: { issuer: 'https://user@login.example.com', client_id: us, client_secret: hush } }", "issuer")]
    [InlineData("sign_in: { oidc: { client_id: us, client_secret: hush } }", "issuer")]
    [InlineData("sign_in: { oidc: { issuer: 'https://login.example.com', client_secret: hush } }", "client_id")]
    [InlineData("sign_in: { oidc: { issuer: 'https://login.example.com', client_id: us } }", "client_secret")]
    [InlineData("sign_in: { oidc: { issuer: 'https://login.example.com', client_id: us, client_secret: hush, name: ' ' } }", "name")]
    [InlineData("sign_in: { oidc: { issuer: 'https://login.example.com', client_id: us, client_secret: hush, scope: all } }", "scope")]
    [InlineData("sign_in: { trusted_proxies: [10.0.0.0/33] }", "trusted_proxies")]
    [InlineData("sign_in: { password: off }", "password")]
    public void Read_WhatIsWrong_IsNamed(string yaml, string member)
    {
        Read(yaml, out var problems);

        problems.ShouldHaveSingleItem().ToString().ShouldContain(member);
    }

    private static SignInOptions Read(string yaml, out List<ConfigurationProblem> problems)
    {
        problems = [];
        return OptionsReader.Read(yaml, _ => null, problems).SignIn;
    }
}
