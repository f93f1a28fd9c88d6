using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Fuzzing;

/// <summary>
/// Requests and answers that are nearly right, thousands of them: each gets an answer in the words of its API, none makes the gateway fail, and the ledger
/// verifies afterwards. A seed and a number name each text.
/// </summary>
public sealed class FuzzTests
{
    private const int Few = 60;
    private const int Many = 4_000;
    private const int FixedSeed = 20261201;

    /// <summary>So many of the requests are good for every source.</summary>
    private const int ForAll = 6;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };

    private static readonly string[] Sources = ["openai-chat", "anthropic-messages", "gemini", "bedrock", "responses"];

    /// <summary>What a source of each dialect answers, as JSON and as events.</summary>
    private static readonly Dictionary<string, (string Json, string Events)[]> Answers = new(StringComparer.Ordinal)
    {
        ["openai-chat"] = [("chat-json", "chat-stream"), ("tools-normal", "tools-stream-split"), ("chat-logprobs", "chat-stream-logprobs"), ("chat-n2-json", "chat-n2"), ("reasoning-content", "reasoning-details")],
        ["anthropic-messages"] = [("anthropic-normal", "anthropic-stream")],
        ["gemini"] = [("gemini-stream", "gemini-stream"), ("gemini-empty-stop", "gemini-stream"), ("gemini-blocked", "gemini-stream-array")],
        ["bedrock"] = [("bedrock-normal", "bedrock-stream")],
        ["responses"] = [("responses-text", "responses-stream")],
    };

    public static TheoryData<string> Dialects => [.. Sources];

    [Theory]
    [MemberData(nameof(Dialects))]
    public Task Requests_NearlyRight_AreAnsweredOrRefusedInWords(string source) => AskAsync(source, FixedSeed, Few);

    [Theory]
    [Trait("tier", "nightly")]
    [MemberData(nameof(Dialects))]
    public Task Requests_NearlyRightAtLength_AreAnsweredOrRefusedInWords(string source) => AskAsync(source, Environment.TickCount, Many);

    [Theory]
    [MemberData(nameof(Dialects))]
    public Task Answers_NearlyRight_AreToldOrFailInWords(string source) => AnswerAsync(source, FixedSeed, 8 * Few);

    [Theory]
    [Trait("tier", "nightly")]
    [MemberData(nameof(Dialects))]
    public Task Answers_NearlyRightAtLength_AreToldOrFailInWords(string source) => AnswerAsync(source, Environment.TickCount, 8 * Many);

    [Fact]
    public Task Changes_NearlyRight_AreMadeOrRefusedInWords() => ChangeAsync(FixedSeed, Few);

    [Fact]
    [Trait("tier", "nightly")]
    public Task Changes_NearlyRightAtLength_AreMadeOrRefusedInWords() => ChangeAsync(Environment.TickCount, Many);

    private static async Task AskAsync(string source, int seed, int count)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        var (json, events) = Answers[source][0];
        upstream.Play((request, attempt) => request.Path.Split('/')[^1] switch
        {
            "embeddings" => Behaviours.Canary()(request, attempt),
            "completions" when !request.Path.Contains("chat", StringComparison.Ordinal) => Behaviours.Fixture(request.WantsStream ? "completions-legacy" : "completions-legacy-json")(request, attempt),
            "moderations" or "generations" or "speech" => ScriptedResponse.Json("{\"id\":\"x\",\"data\":[],\"results\":[]}"),
            "completions" when source == "responses" => Behaviours.Fixture(request.WantsStream ? "chat-stream" : "chat-json")(request, attempt),
            _ => Behaviours.Fixture(request.WantsStream ? events : json)(request, attempt),
        });
        await using var gateway = await StartAsync(upstream, source);
        List<string> failures = [];
        foreach (var (place, (path, body)) in FuzzSeeds.Requests.Index())
        {
            for (var number = 0; number < count; number++)
            {
                var text = number == 0 ? Encoding.UTF8.GetBytes(body) : Mutant.Of(body, Seeded(seed, place, number));
                using var response = await SendAsync(gateway.Client, path, text);
                var (answer, _) = await ReadAsync(response);
                if ((Wrong(response, answer) ?? Refused(response, number == 0 && (place < ForAll || source == "openai-chat"))) is { } wrong)
                {
                    failures.Add($"{path} {wrong}: {Encoding.UTF8.GetString(text)}\n  {answer}");
                }
            }
        }

        Report(seed, failures);
        await VerifyAsync(gateway);
    }

    private static async Task AnswerAsync(string source, int seed, int count)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream, source);
        List<string> failures = [];
        var requests = FuzzSeeds.Requests.Where(one => one.Path is "/v1/responses" || (source != "responses" && one.Path is "/v1/chat/completions" or "/v1/messages")).ToList();
        for (var number = 0; number < count; number++)
        {
            var random = Seeded(seed, 0, number);
            var (json, events) = Answers[source][random.Next(Answers[source].Length)];
            var (path, body) = requests[random.Next(requests.Count)];
            var sent = "";
            upstream.Play((request, attempt) =>
            {
                var whole = Behaviours.Fixture(request.WantsStream ? events : json)(request, attempt);
                var changed = whole with { Writes = [.. whole.Writes.Select(write => write with { Bytes = Near(write.Bytes.ToArray(), random), Delay = default })], Delay = default };
                sent = string.Concat(changed.Writes.Select(write => Encoding.UTF8.GetString(write.Bytes.Span)));
                return changed;
            });
            using var response = await SendAsync(gateway.Client, path, Encoding.UTF8.GetBytes(body));
            var (answer, _) = await ReadAsync(response);
            if (Wrong(response, answer) is { } wrong)
            {
                failures.Add($"{number} {path} {wrong}: {sent}\n  {answer}");
            }
        }

        Report(seed, failures);
        await VerifyAsync(gateway);
    }

    private static async Task ChangeAsync(int seed, int count)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions
        {
            Models = ["m", "m2"],
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["NEXTMODEL_ADMIN_KEY"] = "admin-key-of-this-test" },
        });
        using var admin = gateway.CreateClient("admin-key-of-this-test");
        List<string> failures = [];
        var key = gateway.Installation.Directory.Callers.First().Key.Id;
        foreach (var (place, (path, template)) in FuzzSeeds.Changes.Index())
        {
            var body = template.Replace("KEY", key, StringComparison.Ordinal);
            for (var number = 0; number < count; number++)
            {
                var text = number == 0 ? Encoding.UTF8.GetBytes(body) : Mutant.Of(body, Seeded(seed, place, number));
                using var response = await SendAsync(admin, path, text);
                var (answer, _) = await ReadAsync(response);
                if ((Wrong(response, answer) ?? Refused(response, number == 0)) is { } wrong)
                {
                    failures.Add($"{path} {wrong}: {Encoding.UTF8.GetString(text)}\n  {answer}");
                }
            }
        }

        Report(seed, failures);
    }

    // Not HashCode's: that one is another in each process.
    private static Random Seeded(int seed, int place, int number) => new(unchecked((((seed * 397) ^ place) * 397) ^ number));

    private static Task<TestGateway> StartAsync(FakeUpstream upstream, string source) => TestGateway.StartAsync(upstream, new TestGatewayOptions
    {
        Models = ["m", "m2"],
        Dialect = source == "responses" ? "openai-chat" : source,
        SourceLines = "    max_attempts: 1\n    circuit_breaker: false"
            + (source == "responses" ? "\n    operations: responses" : source == "openai-chat" ? "\n    operations: [completions, moderations, images.generations, audio.speech]" : ""),
    });

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, byte[] text)
    {
        using var content = new ByteArrayContent(text);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<(string Text, bool IsCut)> ReadAsync(HttpResponseMessage response)
    {
        try
        {
            return (await response.Content.ReadAsStringAsync(), false);
        }
        catch (HttpRequestException)
        {
            return ("", true);
        }
    }

    private static string? Refused(HttpResponseMessage response, bool isGood) => isGood && !response.IsSuccessStatusCode ? "is good and refused" : null;

    // A refusal names what was wrong; what the source would say is not the caller's fault.
    private static string? Wrong(HttpResponseMessage response, string answer)
    {
        var status = (int)response.StatusCode;
        if (status == 500 || answer.Contains("internal_error", StringComparison.Ordinal))
        {
            return $"{status}";
        }

        try
        {
            if (response.Content.Headers.ContentType?.MediaType == "text/event-stream")
            {
                foreach (var data in answer.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)))
                {
                    JsonDocument.Parse(data["data: ".Length..], Deep).Dispose();
                }

                return null;
            }

            if (response.Content.Headers.ContentType?.MediaType != "application/json" || answer.Length == 0)
            {
                return null;
            }

            using var json = JsonDocument.Parse(answer, Deep);
            return status < 400 || (json.RootElement.TryGetProperty("error", out var error) && error.GetProperty("message").GetString() is { Length: > 0 }) ? null : $"{status} without words";
        }
        catch (JsonException)
        {
            return $"{status} and what is no JSON";
        }
    }

    // Of events only the data, so that most of them are still events; of anything else some bytes.
    private static byte[] Near(byte[] bytes, Random random)
    {
        if (random.Next(4) != 0)
        {
            return bytes;
        }

        var text = Encoding.UTF8.GetString(bytes);
        var from = text.IndexOf('{', StringComparison.Ordinal);
        var to = text.LastIndexOf('}');
        if (from < 0 || to < from || random.Next(4) == 0)
        {
            return Mutant.OfBytes(bytes, random);
        }

        try
        {
            return [.. Encoding.UTF8.GetBytes(text[..from]), .. Mutant.Of(text[from..(to + 1)], random), .. Encoding.UTF8.GetBytes(text[(to + 1)..])];
        }
        catch (JsonException)
        {
            return Mutant.OfBytes(bytes, random);
        }
    }

    private static async Task VerifyAsync(TestGateway gateway)
    {
        var verified = await CommandProcess.RunAsync(gateway.Directory.Path, gateway.Origin, "receipts", "verify", "--all");
        verified.ExitCode.ShouldBe(0, verified.Output + verified.Errors);
    }

    private static void Report(int seed, List<string> failures) =>
        failures.ShouldBeEmpty($"seed {seed}");
}
