using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Hosting;

/// <summary>
/// Bytes that two readers of HTTP could understand in two ways, which is how one request is hidden in another (RFC 9112 §11.2). None of them is ever two
/// requests here, or one that a proxy in front did not see.
/// </summary>
public sealed partial class RawHttpTests(RawHttpTests.Server server) : IClassFixture<RawHttpTests.Server>
{
    private const string Body = "{\"model\":\"canary\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    private const string Hidden = "GET /v1/models HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer KEY\r\n\r\n";

    /// <summary>What stands after the request line, with the host and the key said already, and what comes after the head.</summary>
    public static TheoryData<string, string> Ambiguous => new()
    {
        // Two lengths.
        { "Content-Length: 65\r\nContent-Length: 10\r\n", Body + Hidden },
        { "Content-Length: 65, 10\r\n", Body + Hidden },
        { "Content-Length: +65\r\n", Body + Hidden },
        { "Content-Length: 0x41\r\n", Body + Hidden },
        { "Content-Length: -1\r\n", Body + Hidden },
        { "Content-Length: 6 5\r\n", Body + Hidden },
        { "Content-Length: 99999999999999999999\r\n", Body + Hidden },
        // Length and chunks, or chunks that are spelled oddly.
        { "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n" + Hidden },
        { "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + Hidden },
        { "Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n" + Hidden },
        { "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n" + Hidden },
        { "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n" + Hidden },
        { "Transfer-Encoding:\u000bchunked\r\n", "0\r\n\r\n" + Hidden },
        { "Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + Hidden },
        { " Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + Hidden },
        { "X: y\r\n Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + Hidden },
        // Chunks that are no chunks.
        { "Transfer-Encoding: chunked\r\n", "0x5\r\nhello\r\n0\r\n\r\n" },
        { "Transfer-Encoding: chunked\r\n", "-5\r\nhello\r\n0\r\n\r\n" },
        { "Transfer-Encoding: chunked\r\n", "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n" },
        { "Transfer-Encoding: chunked\r\n", "5\nhello\n0\n\n" },
        { "Transfer-Encoding: chunked\r\n", "5;\nhello\r\n0\r\n\r\n" },
        { "Transfer-Encoding: chunked\r\n", "5\r\nhelloXX0\r\n\r\n" },
        // Lines and names that end early or hold what they may not.
        { "X: a\nContent-Length: 65\r\n", Body },
        { "X: a\rContent-Length: 65\r\n", Body },
        { "X: a\0b\r\nContent-Length: 65\r\n", Body },
        { "X\0: a\r\nContent-Length: 65\r\n", Body },
        { "X Y: a\r\nContent-Length: 65\r\n", Body },
        { ": a\r\nContent-Length: 65\r\n", Body },
        { "no colon\r\nContent-Length: 65\r\n", Body },
        { "Host: other\r\nContent-Length: 65\r\n", Body },
    };

    /// <summary>Whole heads.</summary>
    public static TheoryData<string> Heads =>
    [
        "POST /v1/chat/completions HTTP/1.2\r\nHost: h\r\n\r\n",
        "POST /v1/chat/completions HTTP/9.9\r\nHost: h\r\n\r\n",
        "POST /v1/chat/completions\r\n\r\n",
        "POST  /v1/chat/completions HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST\t/v1/chat/completions\tHTTP/1.1\r\nHost: h\r\n\r\n",
        "PO ST /v1/chat/completions HTTP/1.1\r\nHost: h\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: a b\r\n\r\n",
        "POST /v1/chat/completions HTTP/1.1\r\nHost: \r\nHost: h\r\n\r\n",
        "POST http://other/v1/chat/completions HTTP/1.1\r\nHost: h\r\n\r\n",
        "CONNECT example.com:443 HTTP/1.1\r\nHost: h\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "TRACE /v1/models HTTP/1.1\r\nHost: h\r\n\r\n",
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
        "\0\0\0\0\r\n\r\n",
        "GET /v1/models HTTP/1.1\r\nHost: h\r\nX: {long}\r\n\r\n",
        "GET /{long} HTTP/1.1\r\nHost: h\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public async Task Request_ThatCanBeReadInTwoWays_IsRefusedAndNothingAfterItIsRead(string headers, string after)
    {
        var head = $"POST /v1/chat/completions HTTP/1.1\r\nHost: {new Uri(server.Gateway.Origin).Authority}\r\nAuthorization: Bearer {server.Gateway.ApiKey}\r\nContent-Type: application/json\r\n{headers}\r\n";

        var before = server.Upstream.Requests.Count;
        var statuses = await SendAsync(head + after.Replace("KEY", server.Gateway.ApiKey, StringComparison.Ordinal));

        statuses.Count.ShouldBeLessThanOrEqualTo(1);
        statuses.ShouldAllBe(status => status >= 400 && status < 500);
        server.Upstream.Requests.Count.ShouldBe(before);
        (await server.Gateway.ChatAsync(Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // It is the caller's fault, and told as that: not a bug of ours in the operator's log.
    [Theory]
    [InlineData("/v1/chat/completions", "application/json")]
    [InlineData("/v1/audio/transcriptions", "multipart/form-data; boundary=x")]
    public async Task Chunk_LargerThanANumber_IsRefusedInWords(string path, string type)
    {
        var answer = await ReadAsync(
            $"POST {path} HTTP/1.1\r\nHost: {new Uri(server.Gateway.Origin).Authority}\r\nAuthorization: Bearer {server.Gateway.ApiKey}\r\nContent-Type: {type}\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "FFFFFFFFFFFFFFFFF\r\n", isAll: false);

        answer.ShouldStartWith("HTTP/1.1 400 ");
        answer.ShouldContain("The request could not be read to its end: Bad chunk size data.");
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public async Task Head_ThatIsNone_IsRefused(string head)
    {
        var statuses = await SendAsync(head.Replace("{long}", new string('x', 40_000), StringComparison.Ordinal));

        statuses.Count.ShouldBeLessThanOrEqualTo(1);
        statuses.ShouldAllBe(status => (status >= 400 && status < 500) || status == 505);
        (await server.Gateway.ChatAsync(Body)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // The statuses of all answers, once nothing more comes.
    private async Task<List<int>> SendAsync(string bytes) =>
        [.. StatusLine().Matches(await ReadAsync(bytes)).Select(line => int.Parse(line.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

    // All that comes back until the server closes; where this is all, we say that we send no more.
    private async Task<string> ReadAsync(string bytes, bool isAll = true)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Gateway.Origin).Port);
        var received = new StringBuilder();
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(bytes));
            if (isAll)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            var buffer = new byte[16 * 1024];
            while (await socket.ReceiveAsync(buffer) is > 0 and var read)
            {
                received.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // Reset: what came before it counts.
        }

        return received.ToString();
    }

    /// <summary>One for all of them: none of them may harm it.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public FakeUpstream Upstream { get; private set; } = null!;

        public TestGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Upstream = await FakeUpstream.StartAsync();
            Gateway = await TestGateway.StartAsync(Upstream, new TestGatewayOptions { Models = ["canary"] });
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }

    [GeneratedRegex("(?m)^HTTP/1\\.1 ([0-9]{3})")]
    private static partial Regex StatusLine();
}
