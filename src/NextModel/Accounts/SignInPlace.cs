using System.Net;
using System.Net.Sockets;

namespace NextModel.Accounts;

/// <summary>From where somebody signs in: what a person needs to recognise their own sessions, and what attempts are counted by.</summary>
/// <param name="Address">Network address as the server saw it.</param>
/// <param name="Network">The /24 (IPv4) or /64 (IPv6) the address is in: one customer of a provider has at least that much.</param>
/// <param name="Agent">What the browser calls itself, at most 200 characters.</param>
/// <param name="Locale">Language of the pages.</param>
public sealed record SignInPlace(string Address, string Network, string Agent, string Locale)
{
    private const int LongestAgent = 200;

    public static SignInPlace Of(IPAddress? address, string agent, string locale)
    {
        ArgumentNullException.ThrowIfNull(agent);
        var shown = new string([.. agent.Take(LongestAgent).Select(c => char.IsControl(c) ? ' ' : c)]);
        return new SignInPlace(address?.ToString() ?? "", NetworkOf(address), shown, locale);
    }

    private static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return "";
        }

        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        var kept = bytes.Length == 4 ? 3 : 8;
        bytes.AsSpan(kept).Clear();
        var network = new IPAddress(bytes);
        return network.AddressFamily == AddressFamily.InterNetwork ? $"{network}/24" : $"{network}/64";
    }
}
