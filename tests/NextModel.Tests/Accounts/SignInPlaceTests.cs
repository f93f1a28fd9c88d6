using System.Net;
using NextModel.Accounts;

namespace NextModel.Tests.Accounts;

public sealed class SignInPlaceTests
{
    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0/24")]
    [InlineData("::ffff:192.0.2.77", "192.0.2.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    public void Of_Address_IsCountedByItsNetwork(string address, string network) =>
        SignInPlace.Of(IPAddress.Parse(address), "", "en").Network.ShouldBe(network);

    [Fact]
    public void Of_AgentWithLineBreaksOrTooLong_IsOneShortLine()
    {
        var agent = SignInPlace.Of(null, "a\r\nb" + new string('c', 300), "en").Agent;

        agent.Length.ShouldBe(200);
        agent.ShouldStartWith("a  bc");
    }
}
