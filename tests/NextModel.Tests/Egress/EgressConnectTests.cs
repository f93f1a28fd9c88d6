using System.Net;
using System.Net.Sockets;
using NextModel.Egress;

namespace NextModel.Tests.Egress;

/// <summary>A name is judged by what it leads to at the moment of connecting, whatever it led to before.</summary>
public sealed class EgressConnectTests : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public EgressConnectTests() => _listener.Start();

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Connect_NameThatRebinds_IsRefusedAtTheNextConnection()
    {
        // What the operator allows stands in for a public address; then the name leads to the metadata service of a cloud.
        var answers = new Queue<string>(["127.0.0.1", "169.254.169.254"]);
        var guard = new EgressGuard(
            [new EgressAllowance(IPNetwork.Parse("127.0.0.1/32"), Port)], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(answers.Dequeue())]));

        await (await guard.ConnectAsync("models.example.com", Port, encrypted: false, CancellationToken.None)).DisposeAsync();
        var refused = await Should.ThrowAsync<EgressRefusedException>(
            async () => await guard.ConnectAsync("models.example.com", Port, encrypted: false, CancellationToken.None));

        refused.Message.ShouldContain("169.254.169.254 is not a public address");
    }

    [Theory]
    [InlineData("93.184.215.14", "10.0.0.1")]
    [InlineData("93.184.215.14", "::ffff:127.0.0.1")]
    [InlineData("2606:2800:21f:cb07:6820:80da:af6b:8b2c", "fd00:ec2::254")]
    public async Task Connect_OneAddressOfSeveralIsPrivate_ConnectsToNone(string first, string second)
    {
        var guard = new EgressGuard([], (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(first), IPAddress.Parse(second)]));

        await Should.ThrowAsync<EgressRefusedException>(async () => await guard.ConnectAsync("models.example.com", 443, encrypted: true, CancellationToken.None));
    }
}
