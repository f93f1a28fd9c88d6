using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Limits;

/// <summary>Ways in which gateways are known to fail at budgets, each under the name of the failure.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>failure</term><description>test</description></listheader>
/// <item><term>balance is read, then decreased</term><description><see cref="BudgetProcessTests.Chat_TwoHundredAtOnceOnABudgetForThirtySeven_ThirtySevenAreServed"/></description></item>
/// <item><term>first requests of somebody unknown bypass it</term><description><see cref="FirstRequestsAtOnceBypassTheBudget_FreshKeys_AreCountedByTheirProject"/></description></item>
/// <item><term>it is never registered, or a route passes it by</term><description><see cref="BudgetIsNotEnforcedEverywhere_MadeWhileRunning_HoldsOnEveryRouteAndOverARestart"/></description></item>
/// <item><term>reservations leak, or are given back twice</term><description><see cref="BudgetTests.Chat_EveryWayToEnd_LeavesNothingReserved"/>, <see cref="BudgetProcessTests.Kill_WithReservationsOutstanding_TheyStayHeldAsUnknownUntilReconciled"/></description></item>
/// <item><term>no reservation where the cost is not known</term><description><see cref="BudgetTests.Chat_PriceUnknown_IsRefusedWhereABudgetIsHard"/></description></item>
/// <item><term>it fails open when it cannot be written</term><description><see cref="BudgetFailsOpen_LedgerCannotBeWritten_NothingMoreIsSent"/></description></item>
/// <item><term>the model's largest output fills it, or is refused although affordable</term><description><see cref="BudgetTests.Chat_NoBoundSet_IsClampedInsteadOfRefused"/></description></item>
/// <item><term>twice the real spend is enforced</term><description><see cref="EnforcedSpendIsTwiceTheReal_RetriesFallbacksAndReplays_SettleTheSumOfTheReceipts"/></description></item>
/// <item><term>a retry moves to dearer prices</term><description><see cref="RetryMovesToADearerPrice_BudgetAffordsOnlyTheCheap_IsRefusedBeforeAnybodyIsAsked"/></description></item>
/// <item><term>every replica has the whole limit</term><description><see cref="EveryReplicaHasTheWholeLimit_SecondProcessOnTheSameData_RefusesToStart"/></description></item>
/// <item><term>it never resets, or late by the zone's offset</term><description><see cref="BudgetDaylightTests"/>, <c>BudgetCalendarTests</c></description></item>
/// <item><term>a field is ignored when it is made</term><description><see cref="BudgetAdminTests.Post_Budget_SaysWhereItStandsAndWhenItResets"/></description></item>
/// </list>
/// </remarks>
public sealed class BudgetFailuresOfOthersTests : IAsyncLifetime
{
    // A canary has 4 tokens of output; input is free.
    private const long OneRequest = 2_400;

    private readonly TemporaryDirectory _directory = new();
    private FakeUpstream _upstream = null!;
    private FakeUpstream _spare = null!;

    public async ValueTask InitializeAsync() => (_upstream, _spare) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        await _spare.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task FirstRequestsAtOnceBypassTheBudget_FreshKeys_AreCountedByTheirProject()
    {
        await using var gateway = await StartAsync();
        await BudgetAsync(gateway, 3 * OneRequest);
        var clients = new List<HttpClient>();
        for (var n = 0; n < 20; n++)
        {
            clients.Add(gateway.CreateClient(await gateway.CreateKeyAsync()));
        }

        var replies = await Task.WhenAll(clients.Select((client, n) => gateway.ChatAsync(Ask($"first {n}"), client)));

        replies.Count(r => r.StatusCode == HttpStatusCode.OK).ShouldBe(3);
        replies.Count(r => r.StatusCode == HttpStatusCode.PaymentRequired).ShouldBe(17);
        _upstream.Requests.Count.ShouldBe(3);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task BudgetIsNotEnforcedEverywhere_MadeWhileRunning_HoldsOnEveryRouteAndOverARestart()
    {
        await using (var gateway = await StartAsync("{ currency: USD, input: 1, output: 1 }"))
        {
            (await StatusesAsync(gateway, "before")).ShouldAllBe(status => status == HttpStatusCode.OK);
            await BudgetAsync(gateway, 1);
            (await StatusesAsync(gateway, "after")).ShouldAllBe(status => status == HttpStatusCode.PaymentRequired);
        }

        var asked = _upstream.Requests.Count;
        await using (var gateway = await StartAsync("{ currency: USD, input: 1, output: 1 }"))
        {
            (await StatusesAsync(gateway, "restarted")).ShouldAllBe(status => status == HttpStatusCode.PaymentRequired);
        }

        _upstream.Requests.Count.ShouldBe(asked);
    }

    [Fact]
    public async Task BudgetFailsOpen_LedgerCannotBeWritten_NothingMoreIsSent()
    {
        await using var gateway = await StartAsync();
        await BudgetAsync(gateway, 10 * OneRequest);
        using var ledger = new SqliteConnection($"Data Source={_directory.File("data/nextmodel.db")};Pooling=False");
        await ledger.OpenAsync();
        using (ledger.BeginTransaction(deferred: false))
        {
            using var unrecorded = await gateway.ChatAsync(Ask("one"));
            using var refused = await gateway.ChatAsync(Ask("two"));
            (unrecorded.StatusCode, refused.StatusCode).ShouldBe((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable));
            _upstream.Requests.Count.ShouldBe(1);

            // What was asked for the first one nobody can say yet; the second took nothing.
            var state = gateway.Installation.Budgets.States().Single();
            (state.SettledNano, state.ReservedNano + state.UnknownNano).ShouldBe((0, OneRequest));
        }
    }

    [Fact]
    public async Task EnforcedSpendIsTwiceTheReal_RetriesFallbacksAndReplays_SettleTheSumOfTheReceipts()
    {
        await using var gateway = await StartAsync(spare: true);
        await BudgetAsync(gateway, 1_000 * OneRequest);
        _upstream.Play((request, attempt) => request.Number % 3 == 0 ? ScriptedResponse.Json("{}", 500) : Behaviours.Canary()(request, attempt));
        for (var n = 0; n < 12; n++)
        {
            (await gateway.ChatAsync(Ask($"{n % 9}", stream: n % 2 == 0))).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using var list = JsonDocument.Parse(await gateway.Client.GetStringAsync("/v1/receipts"));
        var receipts = new List<SeenReceipt>();
        foreach (var row in list.RootElement.GetProperty("data").EnumerateArray())
        {
            receipts.Add(await SeenReceipt.OfAsync(gateway.Client, row.GetProperty("request_id").GetString()!));
        }

        receipts.Count.ShouldBe(12);
        receipts.ShouldContain(r => r.Attempts.Count > 1);
        receipts.ShouldContain(r => r.ServeMode == "exact_cache");
        var state = gateway.Installation.Budgets.States().Single();
        (state.SettledNano / 1_000_000_000m, state.ReservedNano, state.UnknownNano).ShouldBe((receipts.Sum(r => r.Amount), 0, 0));
    }

    [Fact]
    public async Task RetryMovesToADearerPrice_BudgetAffordsOnlyTheCheap_IsRefusedBeforeAnybodyIsAsked()
    {
        await using var gateway = await TwoPricesAsync();
        var budget = await BudgetAsync(gateway, 100 * OneRequest - 1);
        (await gateway.ChatAsync(Ask("hello"))).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        _upstream.Requests.ShouldBeEmpty();
        (await gateway.Installation.Operations.Budgets.DeleteAsync(Administrator.CommandLine, budget, null, default)).TryGet(out _, out _).ShouldBeTrue();
        await BudgetAsync(gateway, 100 * OneRequest);
        _upstream.Play(Behaviours.Always(ScriptedResponse.Json("{}", 500)));

        var dear = await ChatReply.ReadAsync(await gateway.ChatAsync(Ask("hello")));

        dear.Headers["x-nextmodel-source"].ShouldBe("dear");
        gateway.Installation.Budgets.States().Single().SettledNano.ShouldBe(100 * OneRequest);
    }

    // The first source fails, the second streams and is left: what was given is priced as the second one's, not as the first in the plan.
    [Fact]
    public async Task PartialAnswerIsPricedAsAnothersModel_CallerLeavesTheFallbackMidStream_PaysTheServingOffersPrice()
    {
        _upstream.Play(Behaviours.Always(ScriptedResponse.Json("{}", 500)));
        _spare.Play((request, attempt) => Behaviours.Steady(2, TimeSpan.Zero)(request, attempt) is var whole
            ? whole with { Writes = [.. whole.Writes.Take(3)], End = ResponseEnd.Hang }
            : null!);
        string id;
        await using (var gateway = await TwoPricesAsync())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = AdminClient.Json(Ask("hello", stream: true)) };
            var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            id = response.Headers.GetValues("x-request-id").Single();
            var (stream, read, buffer) = (await response.Content.ReadAsStreamAsync(), "", new byte[4096]);
            while (!read.Contains("\"2 \"", StringComparison.Ordinal))
            {
                read += System.Text.Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
            }

            using var leaving = new CancellationTokenSource();
            var waiting = stream.CopyToAsync(Stream.Null, leaving.Token);
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => waiting);
            response.Dispose();
            await _spare.Requests.Single().ClientGone.WaitAsync(TimeSpan.FromSeconds(30));
        }

        var receipt = (await Faults.FinalState.ReadAsync(_directory)).Whole.Single(r => r.RequestId == id);
        receipt.Outcome.ShouldBe("caller_left");
        receipt.Source.ShouldBe("dear");
        receipt.Output.ShouldBeGreaterThan(0);
        receipt.Amount.ShouldBe(receipt.Output * 60m / 1_000_000m);
    }

    [Fact]
    public async Task EveryReplicaHasTheWholeLimit_SecondProcessOnTheSameData_RefusesToStart()
    {
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), new TestGatewayOptions().Configuration());
        await using var first = await GatewayProcess.StartAsync(_directory.Path);
        var refused = await Should.ThrowAsync<InvalidOperationException>(() => GatewayProcess.StartAsync(_directory.Path));
        refused.Message.ShouldContain("in use by process");
        (await first.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string Ask(string content, bool stream = false) =>
        $"{{\"model\":\"canary\",\"max_tokens\":4,\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}";

    private static async Task<HttpStatusCode[]> StatusesAsync(TestGateway gateway, string content)
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var path in new[] { "/v1", "/openai/v1" })
        {
            foreach (var (route, body) in new[]
            {
                ("/chat/completions", Ask(content + path)),
                ("/chat/completions", Ask(content + path + " streamed", stream: true)),
                ("/embeddings", $"{{\"model\":\"canary\",\"input\":\"{content}{path}\"}}"),
            })
            {
                using var response = await gateway.Client.PostAsync(path + route, AdminClient.Json(body));
                statuses.Add(response.StatusCode);
            }
        }

        return [.. statuses];
    }

    private static async Task<string> BudgetAsync(TestGateway gateway, long nano)
    {
        var made = await gateway.Installation.Operations.Budgets.CreateAsync(
            Administrator.CommandLine,
            new BudgetRequest { Scope = "project", ScopeId = "default", Limit = nano / 1_000_000_000m, Window = "day", TimeZone = "UTC" },
            default);
        return made.TryGet(out var view, out var refusal) ? view.Id : throw new InvalidOperationException(refusal.Message);
    }

    private Task<TestGateway> StartAsync(string price = "{ currency: USD, input: 0, output: 0.60 }", bool spare = false) => TestGateway.StartAsync(
        _upstream,
        new TestGatewayOptions
        {
            Models = ["canary"],
            Directory = _directory,
            Price = price,
            Spare = spare ? _spare : null,
            SourceLines = "    max_attempts: 1",
        });

    // The second offer costs a hundred times as much.
    private Task<TestGateway> TwoPricesAsync() => TestGateway.StartAsync(new TestGatewayOptions
    {
        Directory = _directory,
        MoreConfiguration = $$"""
            sources:
              - id: cheap
                dialect: openai-chat
                base_url: {{_upstream.BaseUrl}}
                api_key: k
                max_attempts: 1
              - id: dear
                dialect: openai-chat
                base_url: {{_spare.BaseUrl}}
                api_key: k
                max_attempts: 1
            models:
              - id: canary
                offers:
                  - source: cheap
                    upstream_model: canary
                    price: { currency: USD, input: 0, output: 0.60 }
                  - source: dear
                    upstream_model: canary
                    price: { currency: USD, input: 0, output: 60 }
            """,
    });
}
