using System.Net;

namespace NextModel.Configuration;

/// <summary>Reads the section <c>sign_in</c>.</summary>
internal static class SignInReader
{
    private const int LongestName = 40;

    public static SignInOptions Read(YamlSection file)
    {
        if (file.Section("sign_in") is not { } section)
        {
            return new SignInOptions();
        }

        var options = new SignInOptions
        {
            SingleSignOn = section.Section("oidc") is { } oidc ? ReadProvider(oidc) : null,
            TrustedProxies = ReadProxies(section),
        };
        section.RejectUnknown();
        return options;
    }

    private static List<IPNetwork> ReadProxies(YamlSection section)
    {
        var networks = new List<IPNetwork>();
        foreach (var (text, index) in section.Texts("trusted_proxies").Select((text, index) => (text, index)))
        {
            if (IPNetwork.TryParse(text, out var network))
            {
                networks.Add(network);
            }
            else
            {
                section.ReportItem("trusted_proxies", index, $"'{text}' is not a network such as 127.0.0.1/32 or fd00::/8.");
            }
        }

        return networks;
    }

    private static SingleSignOnOptions ReadProvider(YamlSection section)
    {
        var issuer = section.RequiredText("issuer");
        if (issuer.Length > 0 && !(Uri.TryCreate(issuer, UriKind.Absolute, out var address)
            && address is { Query: "", Fragment: "", UserInfo: "" } && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))))
        {
            section.Report("issuer", $"'{issuer}' is not an https address without query, such as https://login.example.com. Plain http is for an identity provider on this machine only.");
        }

        var name = section.Text("name") ?? "single sign-on";
        if (name.Trim().Length is 0 or > LongestName)
        {
            section.Report("name", $"'{name}' is not 1 to {LongestName} characters.");
        }

        var provider = new SingleSignOnOptions(issuer, section.RequiredText("client_id"), section.RequiredText("client_secret")) { Name = name };
        section.RejectUnknown();
        return provider;
    }
}
