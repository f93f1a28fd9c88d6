using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Routing;

/// <summary>A gateway, its clock that stands still, and the two sources of its model <c>canary</c>: <c>fake</c> and, unless left out, <c>spare</c>.</summary>
internal sealed class TwoSources : IAsyncDisposable
{
    private TwoSources(ManualTime time, FakeUpstream first, FakeUpstream second, TestGateway gateway)
    {
        Time = time;
        First = first;
        Second = second;
        Gateway = gateway;
    }

    public ManualTime Time { get; }

    public FakeUpstream First { get; }

    public FakeUpstream Second { get; }

    public TestGateway Gateway { get; }

    /// <param name="sourceLines">Settings of both sources, as one line of YAML.</param>
    /// <param name="spare">False for a model with one source.</param>
    public static async Task<TwoSources> StartAsync(string sourceLines, bool spare = true)
    {
        var time = new ManualTime();
        var (first, second) = (await FakeUpstream.StartAsync(time), await FakeUpstream.StartAsync(time));
        var gateway = await TestGateway.StartAsync(first, new TestGatewayOptions
        {
            Spare = spare ? second : null,
            Models = ["canary"],
            SourceLines = string.Join('\n', sourceLines.Split("; ").Select(line => "    " + line)),
            Time = time,
        });
        return new TwoSources(time, first, second, gateway);
    }

    /// <summary>An error answer.</summary>
    public static UpstreamBehaviour Failing(int status, params (string Name, string Value)[] headers) => Behaviours.Always(
        ScriptedResponse.Json("{\"error\":{\"message\":\"no\",\"type\":\"server_error\",\"param\":null,\"code\":null}}", status) with
        {
            Headers = [new("content-type", "application/json"), .. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))],
        });

    public async Task<ChatReply> AskAsync(bool stream = false, HttpClient? client = null, string text = "Hello.")
    {
        using var response = await SendAsync(stream, client, text);
        return await ChatReply.ReadAsync(response);
    }

    public Task<HttpResponseMessage> SendAsync(
        bool stream = false, HttpClient? client = null, string text = "Hello.", CancellationToken leave = default) => (client ?? Gateway.Client).SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"{text}\"}}]}}",
                System.Text.Encoding.UTF8, "application/json"),
            Headers = { { "x-nextmodel-cache", "bypass" } },
        },
        HttpCompletionOption.ResponseHeadersRead, leave);

    /// <summary>As many requests that fail at the first source as it takes until it is left alone.</summary>
    public async Task FailUntilOpenAsync()
    {
        First.Play(Failing(500));
        for (var i = 0; i < 5; i++)
        {
            await AskAsync();
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await First.DisposeAsync();
        await Second.DisposeAsync();
    }
}
