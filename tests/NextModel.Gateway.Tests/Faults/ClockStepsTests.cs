using System.Net;
using System.Text;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Faults;

/// <summary>
/// The clock of the machine is set, forward and back, by seconds and by years, while the gateway serves: it goes on, no window opens again, nothing is charged
/// twice, nobody is locked out, and its ledger verifies.
/// </summary>
public sealed class ClockStepsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);

    // What one canary costs.
    private const decimal Once = 0.000_002_4m;

    private readonly TemporaryDirectory _directory = new();
    private readonly SteppedTime _time = new(Start);
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;
    private bool _hasEnded;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions
        {
            Models = ["canary"],
            Price = "{ currency: USD, input: 0, output: 0.60 }",
            SourceLines = "    max_attempts: 1",
            Directory = _directory,
            Time = _time,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Chat_ClockIsSetInEveryWay_IsServedAndRecordedAsEver()
    {
        await CreateBudgetAsync(1m);
        var key = _gateway.Installation.Directory.Callers.Single(one => _gateway.ApiKey.StartsWith(one.Key.Prefix, StringComparison.Ordinal)).Key.Id;
        (await _gateway.Installation.Operations.RateLimits.SetAsync(Administrator.CommandLine, key, null, new RateLimitsBody(600, null, 8), default)).TryGet(out _, out var refusal)
            .ShouldBeTrue(refusal?.Message);
        using var seen = new Transcript();
        var served = 0;
        foreach (var (number, step) in Steps().Index())
        {
            _time.Set(step);
            for (var asked = 0; asked < 3; asked++)
            {
                using var response = await AskAsync($"{number}: {asked}");
                response.StatusCode.ShouldBe(HttpStatusCode.OK, $"{step:O}: {await response.Content.ReadAsStringAsync()}");
                response.Headers.GetValues("x-nextmodel-serve-mode").Single().ShouldBe("fresh");
                var id = response.Headers.GetValues("x-request-id").Single();
                seen.Note(id);
                (await SeenReceipt.OfAsync(_gateway.Client, id)).Root.GetProperty("outcome").GetString().ShouldBe("completed");
                served++;
            }

            using var again = await AskAsync($"{number}: 0");
            again.Headers.GetValues("x-nextmodel-serve-mode").Single().ShouldBe("exact_cache", $"{step:O}");
            seen.Note(again.Headers.GetValues("x-request-id").Single());
        }

        _upstream.Requests.Count.ShouldBe(served);
        await EndAsync();
        var state = await FinalState.ReadAsync(_directory);
        state.ShouldAccountFor(seen);
        state.Receipts.Count.ShouldBe(seen.Whole.Count);
    }

    [Fact]
    public async Task Budget_ClockIsSetBackBeforeItsReset_IsNotOpenedAgain()
    {
        // For three: the ceiling of each is what it costs.
        await CreateBudgetAsync(Once * 3);
        for (var asked = 0; asked < 3; asked++)
        {
            using var response = await AskAsync($"today {asked}");
            response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        }

        await ShouldBeOverAsync("today is over");
        _time.Step(TimeSpan.FromDays(1));
        using (var tomorrow = await AskAsync("tomorrow"))
        {
            tomorrow.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // Yesterday again, and days before: what is asked counts for the window that was opened last.
        foreach (var back in new[] { -1, -1, -7 })
        {
            _time.Step(TimeSpan.FromDays(back));
            var asked = 0;
            while (true)
            {
                using var response = await AskAsync($"back {back} {_time.GetUtcNow():O} {asked}");
                if (response.StatusCode == HttpStatusCode.PaymentRequired)
                {
                    break;
                }

                response.StatusCode.ShouldBe(HttpStatusCode.OK);
                (++asked).ShouldBeLessThanOrEqualTo(2, "the rest of the day that was opened last, and no more");
            }
        }

        _upstream.Requests.Count.ShouldBe(6);
    }

    [Fact]
    public async Task RepeatWithItsKey_ClockIsSetBack_IsOneRequest()
    {
        using var first = await AskAsync("once", key: "k1");
        var body = await first.Content.ReadAsStringAsync();
        foreach (var step in new[] { TimeSpan.FromHours(-2), TimeSpan.FromDays(-30), TimeSpan.FromHours(20) })
        {
            _time.Step(step);
            using var again = await AskAsync("once", key: "k1");
            (await again.Content.ReadAsStringAsync()).ShouldBe(body);
        }

        _upstream.Requests.Count.ShouldBe(1);
    }

    // Two hours forward, a day back, beyond what 32 bits hold, a leap second's repetition, and home.
    private static IEnumerable<DateTimeOffset> Steps() =>
    [
        Start, Start.AddHours(2), Start.AddDays(-1), new(2038, 1, 19, 3, 14, 7, TimeSpan.Zero), new(2038, 2, 1, 0, 0, 0, TimeSpan.Zero),
        new(2026, 12, 31, 23, 59, 59, TimeSpan.Zero), new(2026, 12, 31, 23, 59, 59, TimeSpan.Zero), Start.AddYears(-1), Start.AddMinutes(1),
    ];

    private async ValueTask EndAsync()
    {
        if (!_hasEnded)
        {
            _hasEnded = true;
            await _gateway.DisposeAsync();
        }
    }

    private async Task ShouldBeOverAsync(string why)
    {
        using var refused = await AskAsync(why);
        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired, why);
    }

    private async Task CreateBudgetAsync(decimal limit)
    {
        var made = await _gateway.Installation.Operations.Budgets.CreateAsync(
            Administrator.CommandLine, new BudgetRequest { Scope = "project", ScopeId = "default", Limit = limit, Window = "day", TimeZone = "UTC" }, default);
        made.TryGet(out _, out var refusal).ShouldBeTrue(refusal?.Message);
    }

    private async Task<HttpResponseMessage> AskAsync(string text, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $$"""{"model":"canary","max_tokens":4,"messages":[{"role":"user","content":"{{text}}"}]}""", Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("idempotency-key", key);
        }

        var response = await _gateway.Client.SendAsync(request);
        await response.Content.LoadIntoBufferAsync();
        return response;
    }
}
