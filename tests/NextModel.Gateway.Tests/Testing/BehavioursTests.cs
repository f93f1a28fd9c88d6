using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Testing;

public sealed class BehavioursTests : IAsyncLifetime
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private FakeUpstream _upstream = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Canary_SameRequestTwice_NeverAnswersTheSame()
    {
        var texts = new[] { await ContentAsync("""{"model":"m"}"""), await ContentAsync("""{"model":"m"}""") };

        texts.ShouldAllBe(text => text.StartsWith("canary-"));
        texts.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task Canary_AsStream_SendsUsageOnlyWhenAsked()
    {
        var plain = await PostAsync("""{"model":"m","stream":true}""");
        var asked = await PostAsync("""{"model":"m","stream":true,"stream_options":{"include_usage":true}}""");

        plain.ShouldEndWith("data: [DONE]\n\n");
        plain.ShouldContain("canary-");
        plain.ShouldNotContain("\"usage\"");
        asked.ShouldContain("\"choices\":[],\"usage\":{\"prompt_tokens\":12");
    }

    [Fact]
    public async Task Canary_UsageOff_SendsNone()
    {
        _upstream.Play(Behaviours.Canary(usage: false));

        (await PostAsync("""{"model":"m"}""")).ShouldNotContain("usage");
        (await PostAsync("""{"model":"m","stream":true,"stream_options":{"include_usage":true}}""")).ShouldNotContain("\"usage\"");
    }

    [Fact]
    public async Task Canary_Embeddings_AnswersEveryInputInTheFormatAsked()
    {
        var floats = JsonDocument.Parse(await PostAsync("""{"model":"m","input":["a","b"]}""", "/embeddings")).RootElement;
        var packed = JsonDocument.Parse(await PostAsync("""{"model":"m","input":"a","encoding_format":"base64"}""", "/embeddings")).RootElement;

        floats.GetProperty("data").GetArrayLength().ShouldBe(2);
        floats.GetProperty("data")[1].GetProperty("embedding")[1].GetSingle().ShouldBe(1f);
        var bytes = packed.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        BitConverter.ToSingle(bytes, 8).ShouldBe(0.5f);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"system","content":"no"},{"role":"user","content":"Grüße"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{}},{"type":"text","text":"Grüße"}]}]}""")]
    public async Task Echo_LastMessage_ComesBack(string body)
    {
        _upstream.Play(Behaviours.Echo());

        (await ContentAsync(body)).ShouldBe("Grüße");
    }

    [Fact]
    public async Task Steady_Stream_SendsThatManyEvents()
    {
        _upstream.Play(Behaviours.Steady(5, TimeSpan.FromMilliseconds(1)));

        var stream = await PostAsync("""{"stream":true}""");

        stream.Split("\n\n").Count(line => line.Contains("\"delta\":{\"content\":\"", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Fact]
    public async Task ByteByByte_AnyAnswer_FlushesEveryByteAlone()
    {
        _upstream.Play(Behaviours.Fixture("err-string").ByteByByte());

        var chunks = await RawChunksAsync();

        chunks.ShouldAllBe(size => size == 1);
        chunks.Count.ShouldBe(FixtureFile.Load("err-string").Responses[0].Writes[0].Bytes.Length);
    }

    [Fact]
    public async Task Split_FixtureWithOffsets_FlushesAtThem()
    {
        _upstream.Play("frame-utf8-split");

        (await RawChunksAsync())[..3].ShouldBe([550, 13, 291]);
    }

    [Fact]
    public async Task CutAtRandom_AnyAnswer_KeepsTheBytes()
    {
        var whole = await PostAsync("""{"model":"frame-utf8-split"}""");
        for (var seed = 0; seed < 20; seed++)
        {
            _upstream.Play(Behaviours.Fixture("frame-utf8-split").CutAtRandom(seed));
            (await PostAsync("{}")).ShouldBe(whole);
        }
    }

    private async Task<string> ContentAsync(string body) =>
        JsonDocument.Parse(await PostAsync(body)).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private async Task<string> PostAsync(string body, string path = "/chat/completions")
    {
        var response = await _client.PostAsync(new Uri(_upstream.BaseUrl + path), new StringContent(body), Cancelled);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    private async Task<List<int>> RawChunksAsync()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", new Uri(_upstream.Origin).Port, Cancelled);
        await socket.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"u8.ToArray(), Cancelled);
        using var stream = new NetworkStream(socket);
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, Cancelled);
        var text = Encoding.Latin1.GetString(received.ToArray());
        return ChunkSizes(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);
    }

    private static List<int> ChunkSizes(string chunked)
    {
        var sizes = new List<int>();
        for (var at = 0; ;)
        {
            var lineEnd = chunked.IndexOf("\r\n", at, StringComparison.Ordinal);
            var size = Convert.ToInt32(chunked[at..lineEnd], 16);
            if (size == 0)
            {
                return sizes;
            }

            sizes.Add(size);
            at = lineEnd + 2 + size + 2;
        }
    }
}
