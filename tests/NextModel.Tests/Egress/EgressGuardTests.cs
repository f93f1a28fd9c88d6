using System.Net;
using NextModel.Egress;

namespace NextModel.Tests.Egress;

/// <summary>Which addresses may be called: none that is not public, however it is spelled, unless the operator says so.</summary>
public sealed class EgressGuardTests
{
    private static readonly EgressGuard Strict = new([]) { OwnPorts = [8080] };

    private static readonly EgressGuard Open = new(
        [new EgressAllowance(IPNetwork.Parse("10.1.0.0/16"), null), new EgressAllowance(IPNetwork.Parse("127.0.0.1/32"), 9000), new EgressAllowance(IPNetwork.Parse("fd00::/8"), null)])
    {
        OwnPorts = [8080, 9000],
    };

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("2130706433")]
    [InlineData("0x7f000001")]
    [InlineData("0177.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    [InlineData("4000::1")]
    public void WhyNot_AddressThatIsNotPublic_HasAReason(string address) =>
        Strict.WhyNot(IPAddress.Parse(address), 443, encrypted: true).ShouldNotBeNull();

    [Theory]
    [InlineData("93.184.215.14")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:93.184.215.14")]
    [InlineData("64:ff9b::5db8:d70e")]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c")]
    public void WhyNot_PublicAddress_IsNull(string address) => Strict.WhyNot(IPAddress.Parse(address), 443, encrypted: true).ShouldBeNull();

    [Theory]
    [InlineData(443, true, true)]
    [InlineData(8443, true, true)]
    [InlineData(8080, true, true)]
    [InlineData(80, true, false)]
    [InlineData(22, true, false)]
    [InlineData(443, false, false)]
    public void WhyNot_PublicAddress_WantsEncryptionAndAPortForIt(int port, bool encrypted, bool may) =>
        (Strict.WhyNot(IPAddress.Parse("93.184.215.14"), port, encrypted) is null).ShouldBe(may);

    [Theory]
    [InlineData("10.1.2.3", 80, true)]
    [InlineData("::ffff:10.1.2.3", 80, true)]
    [InlineData("10.2.0.1", 80, false)]
    [InlineData("127.0.0.1", 9001, false)]
    [InlineData("127.0.0.1", 9000, false)]
    [InlineData("10.1.2.3", 8080, false)]
    [InlineData("fd00::1", 80, true)]
    [InlineData("fe80::1", 80, false)]
    public void WhyNot_AllowedNetwork_MayBeCalledButNeverThisGateway(string address, int port, bool may) =>
        (Open.WhyNot(IPAddress.Parse(address), port, encrypted: false) is null).ShouldBe(may);
}
