using System.Net;
using Microsoft.Data.Sqlite;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Idempotency;

/// <summary>Requests with a key that end without a whole answer: what was not charged may be tried again, what was may not.</summary>
public sealed class WithoutAnswerTests : IAsyncLifetime
{
    private const string Key = "order-4711";

    private readonly TemporaryDirectory _directory = new();
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(
            _upstream,
            new TestGatewayOptions { Models = ["canary"], Directory = _directory, SourceLines = "    max_attempts: 1" });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Chat_SourceFails_IsTriedAgain(int status)
    {
        _upstream.Play(Behaviours.Always(ScriptedResponse.Json("{}", status)));
        var failed = await SendAsync(Ask());
        _upstream.Play(Behaviours.Canary());
        var served = await SendAsync(Ask());

        ((int)failed.Status).ShouldBeOneOf(429, 502, 503);
        served.Status.ShouldBe(HttpStatusCode.OK);
        served.IsRepeat.ShouldBeFalse();
        (await SendAsync(Ask())).ShouldRepeat(served);
    }

    [Fact]
    public async Task Chat_SourceRefusesTheRequest_IsRepeated()
    {
        _upstream.Play(Behaviours.Always(ScriptedResponse.Json(
            """{"error":{"message":"too long","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", 400)));
        var first = await SendAsync(Ask());
        _upstream.Play(Behaviours.Canary());

        first.Status.ShouldBe(HttpStatusCode.BadRequest);
        first.Head.ShouldContain("x-nextmodel-receipt-url");
        (await SendAsync(Ask())).ShouldRepeat(first);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Chat_RefusedHere_LeavesTheKeyFree()
    {
        (await SendAsync(Ask().Replace("canary", "nobody", StringComparison.Ordinal))).Code.ShouldBe("model_not_found");
        (await SendAsync("{\"model\":")).Code.ShouldBe("invalid_json");
        var budget = await BudgetAsync();
        (await SendAsync(Ask(bound: 1_000_000))).Code.ShouldBe("budget_exceeded");
        await _gateway.Installation.Operations.Budgets.DeleteAsync(Administrator.CommandLine, budget, null, default);
        var served = await SendAsync(Ask());

        served.Status.ShouldBe(HttpStatusCode.OK);
        served.IsRepeat.ShouldBeFalse();
        (await SendAsync(Ask())).ShouldRepeat(served);
        _upstream.Requests.Count.ShouldBe(1);
    }

    // litellm and new-api: a stream that broke is paid for, and paid for again when it is repeated.
    [Fact]
    public async Task Chat_StreamBreaksAfterUsageCame_IsChargedOnceAndNeverAgain()
    {
        _upstream.Play(Breaking(Behaviours.Fixture("chat-stream-usage-every-chunk")));
        var first = await CutAsync();
        _upstream.Play(Behaviours.Canary());
        var repeat = await SendAsync(Ask(stream: true));

        (await SeenReceipt.OfAsync(_gateway.Client, first)).Amount.ShouldBeGreaterThan(0);
        repeat.Status.ShouldBe(HttpStatusCode.Conflict);
        repeat.Code.ShouldBe("idempotency_no_answer");
        repeat.Head.ShouldContain("x-should-retry: false");
        repeat.Message!.ShouldContain($"rcpt_{first[4..]}");
        repeat.Message!.ShouldContain("broke off");
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Chat_StreamBreaksUncharged_IsTriedAgain()
    {
        _upstream.Play(Breaking(Behaviours.Canary(usage: false)));
        var first = await CutAsync();
        _upstream.Play(Behaviours.Canary());
        var served = await SendAsync(Ask(stream: true));

        (await SeenReceipt.OfAsync(_gateway.Client, first)).Amount.ShouldBe(0);
        served.Status.ShouldBe(HttpStatusCode.OK);
        served.IsRepeat.ShouldBeFalse();
        served.Body.ShouldEndWith("data: [DONE]\n\n");
        (await SendAsync(Ask(stream: true))).ShouldRepeat(served);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_AnswerLargerThanIsKept_IsSentWholeAndNotRepeated(bool stream)
    {
        var words = new string('w', 1 << 20);
        _upstream.Play(Behaviours.Saying([.. Enumerable.Repeat(words, 9)]));
        var first = await SendAsync(Ask(stream));
        var repeat = await SendAsync(Ask(stream));

        first.Status.ShouldBe(HttpStatusCode.OK);
        first.Body.Length.ShouldBeGreaterThan(9 << 20);
        repeat.Code.ShouldBe("idempotency_no_answer");
        repeat.Message!.ShouldContain("larger than 8 MiB");
        repeat.Message!.ShouldContain($"rcpt_{first.RequestId[4..]}");
        _upstream.Requests.Count.ShouldBe(1);
    }

    // Somebody else holds the file: a request that could not be claimed is not served, and one without a key is.
    [Fact]
    public async Task Chat_KeysCannotBeRecorded_Is503AndOthersAreServed()
    {
        using var file = new SqliteConnection($"Data Source={_directory.File("data/idempotency.db")};Pooling=False");
        await file.OpenAsync();
        using (var locked = file.BeginTransaction(deferred: false))
        {
            var refused = await SendAsync(Ask());
            refused.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            refused.Code.ShouldBe("overloaded");
            refused.Message!.ShouldContain("without the key");
            _upstream.Requests.ShouldBeEmpty();
            (await _gateway.ChatAsync(Ask())).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await SendAsync(Ask())).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(Ask())).IsRepeat.ShouldBeTrue();
    }

    private static string Ask(bool stream = false, int? bound = null) =>
        $"{{\"model\":\"canary\",{(bound is { } most ? $"\"max_tokens\":{most}," : "")}\"stream\":{(stream ? "true" : "false")},"
        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static UpstreamBehaviour Breaking(UpstreamBehaviour behaviour) => (request, attempt) =>
    {
        var whole = behaviour(request, attempt);
        return whole with { Writes = [.. whole.Writes.Take(3)], End = ResponseEnd.Reset };
    };

    private Task<KeyedReply> SendAsync(string body) => KeyedReply.SendAsync(_gateway.Client, Key, body);

    // The id of a streamed request whose answer is cut.
    private async Task<string> CutAsync()
    {
        using var request = KeyedReply.Request(Key, Ask(stream: true));
        using var response = await _gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var reply = await ChatReply.ReadAsync(response);
        reply.IsCut.ShouldBeTrue(reply.Body);
        return reply.RequestId;
    }

    private async Task<string> BudgetAsync()
    {
        var made = await _gateway.Installation.Operations.Budgets.CreateAsync(
            Administrator.CommandLine, new BudgetRequest { Scope = "project", ScopeId = "default", Limit = 0.000_001m, Window = "day", TimeZone = "UTC" }, default);
        return made.TryGet(out var view, out var refusal) ? view.Id : throw new InvalidOperationException(refusal.Message);
    }
}
