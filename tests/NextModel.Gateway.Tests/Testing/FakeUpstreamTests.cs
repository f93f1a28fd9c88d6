using System.Net;
using System.Net.Sockets;
using System.Text;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Testing;

public sealed class FakeUpstreamTests : IAsyncLifetime
{
    // Without draining, disposing a half-read answer closes its connection at once.
    private readonly HttpClient _client = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(20) };
    private FakeUpstream _upstream = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Post_ModelNamesFixture_PlaysIt()
    {
        var response = await PostAsync("""{"model":"fx/chat-normal"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("x-ratelimit-reset-tokens").ShouldBe(["15ms"]);
        (await TextAsync(response)).ShouldContain("Lanterns drift.");
    }

    [Theory]
    [MemberData(nameof(CompleteFixtures))]
    public async Task Post_AnyCompleteFixture_DeliversItsBytes(string name)
    {
        var response = await PostAsync($$"""{"model":"{{name}}"}""");

        var expected = FixtureFile.Load(name).Responses[0];
        ((int)response.StatusCode).ShouldBe(expected.Status);
        var body = await response.Content.ReadAsByteArrayAsync(Cancelled);
        body.AsSpan().SequenceEqual(BytesOf(expected)).ShouldBeTrue();
    }

    public static TheoryData<string> CompleteFixtures() =>
        [.. FixtureFile.All.Where(fixture => fixture.Responses[0] is { Status: > 0, End: ResponseEnd.Close })
            .Select(fixture => fixture.Name)
            .Where(name => name != "err-short-content-length")];

    [Fact]
    public async Task Post_AttemptsRunPastTheEnd_RepeatsTheLast()
    {
        var statuses = new List<int>();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            statuses.Add((int)(await PostAsync("""{"model":"err-429-then-ok"}""")).StatusCode);
        }

        statuses.ShouldBe([429, 200, 200]);
    }

    [Fact]
    public async Task Post_TwoModelsOfOneFixture_CountAttemptsApart()
    {
        var first = await PostAsync("""{"model":"err-429-then-ok.a"}""");
        var second = await PostAsync("""{"model":"err-429-then-ok.b"}""");

        first.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Play_GivenToAll_WinsOverTheModelAndEndsWithReset()
    {
        _upstream.Play("err-403");
        (await PostAsync("""{"model":"chat-normal"}""")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        _upstream.Reset();

        (await PostAsync("""{"model":"chat-normal"}""")).StatusCode.ShouldBe(HttpStatusCode.OK);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("/v1beta/models/gemini-429:streamGenerateContent?alt=sse", 429)]
    [InlineData("/model/bedrock-429/converse-stream", 429)]
    [InlineData("/openai/deployments/azure-401/chat/completions?api-version=1", 401)]
    public async Task Post_ModelInThePath_PlaysTheFixture(string target, int status)
    {
        var response = await _client.PostAsync(new Uri(_upstream.Origin + target), new StringContent("{}"), Cancelled);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task Post_ResetBeforeHeaders_ResetsTheConnection()
    {
        var failure = await Should.ThrowAsync<HttpRequestException>(() => PostAsync("""{"model":"err-reset-before-headers"}"""));

        SocketErrorOf(failure).ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Post_ResetMidStream_DeliversEveryWriteFirst()
    {
        using var stream = await OpenAsync("""{"model":"err-disconnect","stream":true}""");

        var (text, failure) = await ReadAllAsync(stream);

        text.ShouldBe(Encoding.UTF8.GetString(BytesOf(FixtureFile.Load("err-disconnect").Responses[0])));
        SocketErrorOf(failure).ShouldBe(SocketError.ConnectionReset);
    }

    [Fact]
    public async Task Post_ContentLengthTooLong_EndsCleanlyBeforeIt()
    {
        using var stream = await OpenAsync("""{"model":"err-short-content-length"}""");

        var (text, failure) = await ReadAllAsync(stream);

        text.ShouldStartWith("""{"id":"chatcmpl-""");
        failure.ShouldNotBeNull();
        failure.GetBaseException().ShouldBeOfType<HttpIOException>().HttpRequestError.ShouldBe(HttpRequestError.ResponseEnded);
    }

    [Fact]
    public async Task Post_Hang_StaysSilentUntilTheClientLeaves()
    {
        _upstream.Play(Behaviours.Always(ScriptedResponse.Events(["1"]) with { End = ResponseEnd.Hang }));
        var stream = await OpenAsync("""{"stream":true}""");
        var request = await _upstream.WaitForRequestAsync(1, Cancelled);
        (await request.Answered).ShouldBeTrue();
        request.ClientGone.IsCompleted.ShouldBeFalse();

        await stream.DisposeAsync();

        await request.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
    }

    [Fact]
    public async Task Post_ClientLeavesMidStream_StopsWritingAndSaysSo()
    {
        _upstream.Play(Behaviours.Steady(100_000, TimeSpan.FromMilliseconds(1)));
        var stream = await OpenAsync("""{"model":"m","stream":true}""");
        (await stream.ReadAsync(new byte[64], Cancelled)).ShouldBePositive();
        var request = await _upstream.WaitForRequestAsync(1, Cancelled);

        await stream.DisposeAsync();

        await request.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
        (await request.Answered.WaitAsync(TimeSpan.FromSeconds(10), Cancelled)).ShouldBeFalse();
    }

    [Fact]
    public async Task Post_ClientResetsWhileBytesFlow_IsNoticedWhicheverSideSeesIt()
    {
        _upstream.Play(Behaviours.Always(ScriptedResponse.Events(Enumerable.Repeat("{}", 50_000))));
        for (var n = 1; n <= 30; n++)
        {
            using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) })
            {
                await socket.ConnectAsync(IPAddress.Loopback, new Uri(_upstream.Origin).Port, Cancelled);
                await socket.SendAsync("POST /v1/x HTTP/1.1\r\ncontent-length: 15\r\n\r\n{\"stream\":true}"u8.ToArray(), Cancelled);
                await socket.ReceiveAsync(new byte[512], Cancelled);
            }

            var request = await _upstream.WaitForRequestAsync(n, Cancelled);
            await request.ClientGone.WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
        }
    }

    [Fact]
    public async Task Post_OneAfterTheOther_ShareAConnection()
    {
        await PostAsync("""{"model":"chat-normal"}""");
        await PostAsync("""{"model":"chat-stream"}""");
        await PostAsync("""{"model":"err-502-empty"}""");

        _upstream.Requests.Select(request => request.ConnectionId).Distinct().Count().ShouldBe(1);
        _upstream.Requests.Select(request => request.Number).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task Post_Always_RecordsWhatWasSent()
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _upstream.BaseUrl + "/chat/completions?a=b");
        message.Headers.Add("X-First", "1");
        message.Headers.Add("Authorization", "Bearer k");
        message.Content = new StringContent("""{"model":"m","n": 1.0}""");
        message.Headers.TransferEncodingChunked = true;
        await _client.SendAsync(message, Cancelled);

        var request = _upstream.Requests.Single();

        request.Method.ShouldBe("POST");
        request.Target.ShouldBe("/v1/chat/completions?a=b");
        request.BodyText.ShouldBe("""{"model":"m","n": 1.0}""");
        request.Header("authorization").ShouldBe("Bearer k");
        var names = request.Headers.Select(header => header.Key).ToList();
        names.IndexOf("X-First").ShouldBeInRange(0, names.IndexOf("Authorization"));
    }

    [Fact]
    public async Task Delays_WithAClockThatStands_WaitForIt()
    {
        var time = new NextModel.Testing.ManualTime();
        await using var upstream = await FakeUpstream.StartAsync(time);
        upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        var answer = _client.PostAsync(new Uri(upstream.BaseUrl + "/chat/completions"), new StringContent("{}"), Cancelled);
        await upstream.WaitForRequestAsync(1, Cancelled);
        await time.WaitForTimerAsync(Cancelled);
        answer.IsCompleted.ShouldBeFalse();

        time.Advance(TimeSpan.FromHours(1));

        (await answer).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static byte[] BytesOf(ScriptedResponse response)
    {
        using var bytes = new MemoryStream();
        foreach (var write in response.Writes)
        {
            bytes.Write(write.Bytes.Span);
        }

        return bytes.ToArray();
    }

    private static SocketError? SocketErrorOf(Exception? failure)
    {
        while (failure is not (null or SocketException))
        {
            failure = failure.InnerException;
        }

        return (failure as SocketException)?.SocketErrorCode;
    }

    private static async Task<(string Text, Exception? Failure)> ReadAllAsync(Stream stream)
    {
        var text = new MemoryStream();
        try
        {
            await stream.CopyToAsync(text, Cancelled);
            return (Encoding.UTF8.GetString(text.ToArray()), null);
        }
        catch (IOException failure)
        {
            return (Encoding.UTF8.GetString(text.ToArray()), failure);
        }
    }

    private static Task<string> TextAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(Cancelled);

    private Task<HttpResponseMessage> PostAsync(string body) =>
        _client.PostAsync(new Uri(_upstream.BaseUrl + "/chat/completions"), new StringContent(body), Cancelled);

    private async Task<Stream> OpenAsync(string body)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _upstream.BaseUrl + "/chat/completions") { Content = new StringContent(body) };
        var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        return await response.Content.ReadAsStreamAsync(Cancelled);
    }
}
