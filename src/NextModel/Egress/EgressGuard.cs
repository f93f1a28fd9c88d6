using System.Net;
using System.Net.Sockets;

namespace NextModel.Egress;

/// <summary>
/// Decides which addresses somebody's URL may make this process connect to: public ones only, unless the operator allows more. It is asked
/// at every connection, about the address that is then connected to, so that a name that changes its address gets no further.
/// </summary>
/// <param name="allowances">What the operator allows beside public addresses.</param>
/// <param name="resolve">Finds the addresses of a name; the system's resolver unless given.</param>
public sealed class EgressGuard(IReadOnlyList<EgressAllowance> allowances, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private const int LowestFreePort = 1024;

    // Special-purpose addresses (RFC 6890 and successors). IPv6 is public inside 2000::/3 only.
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork PublicIPv6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Where this process listens; on an address that is not public they are never called, whatever is allowed.</summary>
    public IReadOnlyCollection<int> OwnPorts { get; set; } = [];

    /// <summary>Null when the address may be connected to.</summary>
    /// <param name="address">Of either family.</param>
    /// <param name="port">The port.</param>
    /// <param name="encrypted">False for plain http, which only networks that are allowed by name may be sent.</param>
    public string? WhyNot(IPAddress address, int port, bool encrypted)
    {
        var judged = Inner(address);
        var isPublic = IsPublic(judged);
        if (!isPublic && OwnPorts.Contains(port))
        {
            return $"{judged}:{port} is where this gateway listens";
        }

        if (allowances.Any(allowance => allowance.Covers(judged, port)))
        {
            return null;
        }

        return !isPublic ? $"{judged} is not a public address, and the operator has not allowed it"
            : !encrypted ? "http is not encrypted; use https"
            : port is not 443 and < LowestFreePort ? $"port {port} is not one for https; use 443, or {LowestFreePort} and up"
            : null;
    }

    /// <summary>Resolves, asks about every address, and connects to the first of them.</summary>
    /// <exception cref="EgressRefusedException">One of the addresses must not be called.</exception>
    public async ValueTask<Stream> ConnectAsync(string host, int port, bool encrypted, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await (resolve ?? Dns.GetHostAddressesAsync)(host, cancellationToken);
        foreach (var address in addresses)
        {
            if (WhyNot(address, port, encrypted) is { } reason)
            {
                throw new EgressRefusedException(reason);
            }
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // An IPv4 address that travels as an IPv6 one is judged as what it is.
    private static IPAddress Inner(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : Translated.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(12))
        : address;

    private static bool IsPublic(IPAddress address) =>
        (address.AddressFamily == AddressFamily.InterNetwork || PublicIPv6.Contains(address)) && !NotPublic.Any(network => network.Contains(address));
}
