using System.Net;

namespace NextModel.Egress;

/// <summary>A network that is not public and that the operator allows to be called.</summary>
/// <param name="Network">Addresses.</param>
/// <param name="Port">The one port; null for all.</param>
public sealed record EgressAllowance(IPNetwork Network, int? Port)
{
    public bool Covers(IPAddress address, int port) => Network.Contains(address) && (Port is null || Port == port);
}
