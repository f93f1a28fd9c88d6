using System.Net;
using System.Net.Http.Headers;
using System.Text;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Limits;

/// <summary>A server that is asked for more than it can do, as callers meet it.</summary>
public sealed class OverloadTests : IAsyncLifetime
{
    private const string Body = "{\"model\":\"canary\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";

    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    private int Least => (int)_gateway.Installation.Load.Least;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(
            _upstream, new TestGatewayOptions { Models = ["canary"], Overload = "{ max_wait: 50ms, max_body_mib: 2 }", MeasuresWait = false });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/chat/completions", Body, 503)]
    [InlineData("/v1/embeddings", "{\"model\":\"canary\",\"input\":\"hello\"}", 503)]
    [InlineData("/v1/messages", "{\"model\":\"canary\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}", 529)]
    [InlineData("/v1/messages/count_tokens", "{\"model\":\"canary\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}", 529)]
    public async Task Request_BeyondWhatTheServerCanDo_IsRefusedBeforeAnythingElse(string path, string body, int status)
    {
        Wait(TimeSpan.FromMilliseconds(51));

        var replies = await AskAsync(path, body);

        replies.Count(reply => (int)reply.Status != status).ShouldBe(Least);
        ((int)replies[^1].Status).ShouldBe(status);
        replies[^1].Text.ShouldContain("The server has more to do than it can: a request waits 51 ms before anything is done for it");
        replies[^1].RetryAfter.ShouldBeInRange(1, 3);
        _upstream.Requests.Count.ShouldBeLessThanOrEqualTo(Least);
        (await _gateway.Client.GetStringAsync("/v1/receipts")).Split("\"id\":\"rcpt_").Length.ShouldBeLessThanOrEqualTo(1 + Least);
    }

    [Fact]
    public async Task Requests_ThatAreRefused_ShowNothingOfWhatTheServerCanDo()
    {
        using var client = _gateway.CreateClient("nobody's key");
        for (var i = 0; i < 10 * Least; i++)
        {
            using var refused = await _gateway.ChatAsync(Body, client);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        Wait(TimeSpan.FromMilliseconds(51));

        _gateway.Installation.Load.RequestsPerSecond.ShouldBe(10 * Least);
    }

    [Fact]
    public async Task Request_ServerInTimeAgain_IsServed()
    {
        Wait(TimeSpan.FromMilliseconds(51));
        await AskAsync("/v1/chat/completions", Body);

        for (var tick = 0; tick < 25; tick++)
        {
            _gateway.Installation.Load.Note(TimeSpan.FromMilliseconds(50));
        }

        (await AskAsync("/v1/chat/completions", Body)).ShouldAllBe(reply => reply.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Body_NoMemoryLeftForItsProject_Is503AndTheOthersAreServed()
    {
        var other = await _gateway.CreateKeyAsync("other");
        using var first = new HeldContent(700 * 1024);
        using var handler = new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan };
        using var patient = new HttpClient(handler);
        using var request = new HttpRequestMessage(HttpMethod.Post, _gateway.BaseUrl + "/chat/completions") { Content = first };
        request.Headers.Authorization = _gateway.Client.DefaultRequestHeaders.Authorization;
        request.Headers.ExpectContinue = true;
        var held = patient.SendAsync(request);
        await first.IsHeld;

        using var second = await _gateway.ChatAsync(Padded(700 * 1024));
        using var small = await _gateway.ChatAsync(Body);
        using var client = _gateway.CreateClient(other);
        using var others = await _gateway.ChatAsync(Padded(700 * 1024), client);

        second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        second.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        (await second.Content.ReadAsStringAsync()).ShouldContain("The bodies of this project's requests in flight may take 1 MiB of this server's memory, and do.");
        small.StatusCode.ShouldBe(HttpStatusCode.OK);
        others.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.LetGo();
        using var answered = await held;
        answered.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var again = await _gateway.ChatAsync(Padded(700 * 1024));
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        _gateway.Installation.Bodies.Total.ShouldBe(0);
    }

    private void Wait(TimeSpan wait)
    {
        for (var tick = 0; tick < 5; tick++)
        {
            _gateway.Installation.Load.Note(wait);
        }
    }

    private async Task<List<(HttpStatusCode Status, string Text, double RetryAfter)>> AskAsync(string path, string body)
    {
        var replies = new List<(HttpStatusCode, string, double)>();
        for (var i = 0; i < Least + 3; i++)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await _gateway.Client.PostAsync(path, content);
            replies.Add((response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0));
        }

        return replies;
    }

    private static string Padded(int length) => Body.Replace("hello", new string('x', length), StringComparison.Ordinal);

    /// <summary>A body that is not sent until it is let go.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly byte[] _bytes;
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HeldContent(int length)
        {
            _bytes = Encoding.UTF8.GetBytes(Padded(length));
            Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        /// <summary>Completes when the server asked for it: 100 (Continue).</summary>
        public Task IsHeld => _held.Task;

        public void LetGo() => _letGo.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _held.TrySetResult();
            await _letGo.Task;
            await stream.WriteAsync(_bytes);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _bytes.Length;
            return true;
        }
    }
}
