using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Monitoring;

/// <summary>What the real process sends to a collector and writes to its log.</summary>
public sealed partial class TelemetryProcessTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Otlp_OneRequestInACallersTrace_HasItsReceiptAndItsAttempt()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), "");
        await using var collector = await TelemetryCollector.StartAsync();
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, ["env", .. collector.Variables]);
        using var request = Ask();
        request.Headers.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");
        request.Headers.Add("baggage", "baggagecanary=1");
        using var answer = await gateway.Client.SendAsync(request);
        var id = answer.EnsureSuccessStatusCode().Headers.GetValues("x-nextmodel-request-id").Single();
        (await gateway.TerminateAsync()).ShouldBe(0);

        var traces = collector.Text("traces");

        traces.ShouldContain("gateway-under-test");
        traces.ShouldContain($"rcpt_{id[4..]}");
        traces.ShouldContain("POST /v1/chat/completions");
        traces.ShouldContain("chat sandbox-echo");
        traces.ShouldContain(Encoding.Latin1.GetString(Convert.FromHexString(TraceId)), Case.Sensitive);
        traces.ShouldNotContain("baggagecanary");
        collector.Text("metrics").ShouldContain("gen_ai.server.request.duration");
    }

    [Fact]
    public async Task Otlp_EndpointThatNobodyListensAt_HarmsNoRequest()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), "");
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, "env", "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        using var answer = await gateway.Client.SendAsync(Ask());

        answer.EnsureSuccessStatusCode();
        (await gateway.TerminateAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Log_AsJson_IsAnObjectALine()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), "");
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, "env", "NEXTMODEL_LOG_FORMAT=json", "NEXTMODEL_SLOW_REQUEST=1ms");
        using var answer = await gateway.Client.SendAsync(Ask());
        var id = answer.EnsureSuccessStatusCode().Headers.GetValues("x-nextmodel-request-id").Single();
        (await gateway.TerminateAsync()).ShouldBe(0);

        var line = (await gateway.OutputAsync()).Split('\n').Single(l => l.Contains(id, StringComparison.Ordinal));

        using var json = System.Text.Json.JsonDocument.Parse(line);
        json.RootElement.GetProperty("EventId").GetInt32().ShouldBe(6900);
        Slow().IsMatch(json.RootElement.GetProperty("Message").GetString()!).ShouldBeTrue(line);
    }

    [Theory]
    [InlineData("NEXTMODEL_SLOW_REQUEST", "soon", "'soon' is not a duration")]
    [InlineData("NEXTMODEL_LOG_FORMAT", "xml", "'xml' is not one of text, json")]
    public async Task Serve_BadValue_IsRefusedByName(string variable, string value, string expected)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), "");

        var failure = await Should.ThrowAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(directory.Path, "env", $"{variable}={value}"));

        failure.Message.ShouldContain(variable);
        failure.Message.ShouldContain(expected);
    }

    [Fact]
    public async Task ServeCommand_SlowRequestThatIsNoDuration_IsRefused()
    {
        using var directory = new TemporaryDirectory();

        var ended = await CommandProcess.RunAsync(directory.Path, "http://127.0.0.1:1", "serve", "--slow-request", "2");

        ended.ExitCode.ShouldNotBe(0);
        (ended.Output + ended.Errors).ShouldContain("--slow-request '2' is not a duration");
    }

    private static HttpRequestMessage Ask() => new(HttpMethod.Post, "/v1/chat/completions")
    {
        Content = new StringContent("""{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
    };

    [GeneratedRegex(@"^Slow request req_[0-9a-f]{32}: [0-9]+ ms \(chat\.completions, stream: False, sandbox-echo, fresh, cache miss, completed\)\. In the gateway [0-9]+ ms; at sources: sandbox/sandbox-echo [0-9]+ ms \(first byte after [0-9]+\); until the receipt was on disk [0-9.]+ ms$")]
    private static partial Regex Slow();
}
