using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Limits;

/// <summary>Budgets of the real binary: under many callers at once, and over kill -9.</summary>
public sealed class BudgetProcessTests : IAsyncLifetime
{
    // A request may cost 4 tokens of output at 600 nanos and, with a canary, does.
    private const decimal OneRequest = 0.000_002_4m;

    private readonly TemporaryDirectory _directory = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var options = new TestGatewayOptions { Upstream = _upstream, Models = ["canary"], Price = "{ currency: USD, input: 0, output: 0.60 }" };
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), options.Configuration());
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    // litellm#34732, bifrost#3547, one-api: check, then decrease.
    [Fact]
    public async Task Chat_TwoHundredAtOnceOnABudgetForThirtySeven_ThirtySevenAreServed()
    {
        await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
        using var admin = Admin(gateway);
        var budget = await CreateAsync(admin, 37 * OneRequest);
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromMilliseconds(20)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => AskAsync(gateway, n, stream: n % 2 == 0)));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(37);
        answers.Where(a => a.Status != HttpStatusCode.OK).ShouldAllBe(a => a.Status == HttpStatusCode.PaymentRequired && a.Body.Contains("budget_exceeded"));
        _upstream.Requests.Count.ShouldBe(37);
        var state = await StateAsync(admin, budget);
        state.Settled.ShouldBe(37 * OneRequest);
        (state.Reserved, state.Unknown, state.Remaining).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task Chat_EachMayCostTenTimesWhatItDoes_NobodyIsRefusedWhileEnoughIsFree()
    {
        await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
        using var admin = Admin(gateway);
        var budget = await CreateAsync(admin, 37 * OneRequest);

        // One after the other: 40 tokens are reserved, 4 are used, so all but the last nine fit.
        for (var n = 0; n < 28; n++)
        {
            (await AskAsync(gateway, n, stream: n % 2 == 0, maxTokens: 40)).Status.ShouldBe(HttpStatusCode.OK, $"request {n}");
        }

        (await AskAsync(gateway, 28, stream: false, maxTokens: 40)).Status.ShouldBe(HttpStatusCode.PaymentRequired);
        var state = await StateAsync(admin, budget);
        (state.Settled, state.Reserved).ShouldBe((28 * OneRequest, 0));
    }

    // new-api#4429, #5556: what was taken in advance leaked, or was given back twice.
    [Fact]
    public async Task Kill_WithReservationsOutstanding_TheyStayHeldAsUnknownUntilReconciled()
    {
        string budget;
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            using var admin = Admin(gateway);
            budget = await CreateAsync(admin, 10 * OneRequest);
            (await AskAsync(gateway, 0, stream: false)).Status.ShouldBe(HttpStatusCode.OK);
            (await AskAsync(gateway, 1, stream: true)).Status.ShouldBe(HttpStatusCode.OK);
            _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
            for (var n = 2; n < 7; n++)
            {
                _ = AskAsync(gateway, n, stream: n % 2 == 0).ContinueWith(static asking => _ = asking.Exception, TaskScheduler.Default);
            }

            await _upstream.WaitForRequestAsync(7);
            (await StateAsync(admin, budget)).Reserved.ShouldBe(5 * OneRequest);
            await gateway.KillAsync();
        }

        _upstream.Reset();
        for (var start = 0; start < 2; start++)
        {
            await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
            using var admin = Admin(gateway);
            var state = await StateAsync(admin, budget);
            (state.Settled, state.Reserved, state.Unknown, state.Remaining).ShouldBe((2 * OneRequest, 0, 5 * OneRequest, 3 * OneRequest));
            await gateway.KillAsync();
        }

        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            using var admin = Admin(gateway);
            using var reconciled = await admin.PostAsync($"/api/admin/v1/budgets/{budget}/reconcile", Json("{\"settled\":\"0.0000024\"}"));
            reconciled.StatusCode.ShouldBe(HttpStatusCode.OK);
            await gateway.KillAsync();
        }

        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            using var admin = Admin(gateway);
            var state = await StateAsync(admin, budget);
            (state.Settled, state.Reserved, state.Unknown, state.Remaining).ShouldBe((3 * OneRequest, 0, 0, 7 * OneRequest));
        }
    }

    [Fact]
    public async Task Kill_AtRandomUnderLoad_SettlesWhatReceiptsSayAndIsNeverOverTheLimit()
    {
        var random = new Random(20261122);
        var served = 0;
        string? budget = null;
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromMilliseconds(2)));
        for (var cycle = 0; cycle < 6; cycle++)
        {
            await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
            using var admin = Admin(gateway);
            budget ??= await CreateAsync(admin, 400 * OneRequest);
            var enough = new TaskCompletionSource();
            var stopAt = served + random.Next(5, 40);
            var callers = Enumerable.Range(0, 8).Select(async caller =>
            {
                try
                {
                    for (var n = 0; ; n++)
                    {
                        var answer = await AskAsync(gateway, (cycle * 100_000) + (caller * 10_000) + n, stream: n % 2 == 0);
                        if (answer.Status != HttpStatusCode.OK || Interlocked.Increment(ref served) >= stopAt)
                        {
                            enough.TrySetResult();
                        }
                    }
                }
                catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
                {
                    // Killed.
                }
            }).ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await gateway.KillAsync();
            await Task.WhenAll(callers);
        }

        await using var last = await GatewayProcess.StartAsync(_directory.Path);
        using var reader = Admin(last);
        var state = await StateAsync(reader, budget!);
        var (settled, unknown) = await ReceiptsAsync(last);
        state.Settled.ShouldBe(settled);
        state.Unknown.ShouldBe(unknown);
        state.Reserved.ShouldBe(0);
        (state.Settled + state.Unknown).ShouldBeLessThanOrEqualTo(400 * OneRequest);
        state.Settled.ShouldBeGreaterThanOrEqualTo(served * OneRequest);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(GatewayProcess gateway, int number, bool stream, int maxTokens = 4)
    {
        using var response = await gateway.Client.PostAsync("/v1/chat/completions", Json(
            $"{{\"model\":\"canary\",\"max_tokens\":{maxTokens},\"stream\":{(stream ? "true" : "false")},"
            + $"\"messages\":[{{\"role\":\"user\",\"content\":\"number {number}\"}}]}}"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<string> CreateAsync(HttpClient admin, decimal limit)
    {
        using var response = await admin.PostAsync("/api/admin/v1/budgets", Json(
            $"{{\"scope\":\"project\",\"scope_id\":\"default\",\"limit\":{limit},\"window\":\"total\"}}"));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        using var budget = JsonDocument.Parse(text);
        return budget.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<(decimal Settled, decimal Reserved, decimal Unknown, decimal Remaining)> StateAsync(HttpClient admin, string budget)
    {
        using var state = JsonDocument.Parse(await admin.GetStringAsync($"/api/admin/v1/budgets/{budget}"));
        return (Amount(state.RootElement, "settled"), Amount(state.RootElement, "reserved"), Amount(state.RootElement, "unknown"),
            Amount(state.RootElement, "remaining"));
    }

    private static async Task<(decimal Settled, decimal Unknown)> ReceiptsAsync(GatewayProcess gateway)
    {
        var (settled, unknown) = (0m, 0m);
        for (var page = "/v1/receipts?limit=100"; ;)
        {
            using var listed = JsonDocument.Parse(await gateway.Client.GetStringAsync(page));
            foreach (var item in listed.RootElement.GetProperty("data").EnumerateArray())
            {
                using var receipt = JsonDocument.Parse(await gateway.Client.GetStringAsync($"/v1/receipts/{item.GetProperty("id").GetString()}"));
                var share = receipt.RootElement.GetProperty("budgets")[0];
                settled += Amount(share, "settled");
                unknown += Amount(share, "unknown");
            }

            if (!listed.RootElement.TryGetProperty("next_cursor", out var next) || next.ValueKind != JsonValueKind.String)
            {
                return (settled, unknown);
            }

            page = $"/v1/receipts?limit=100&cursor={next.GetString()}";
        }
    }

    private static decimal Amount(JsonElement of, string name) =>
        decimal.Parse(of.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private HttpClient Admin(GatewayProcess gateway)
    {
        var client = new HttpClient { BaseAddress = new Uri(gateway.Origin) };
        var token = File.ReadAllText(Path.Combine(_directory.Path, "data", "secrets", "cli.token")).Trim();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Any);
        return client;
    }
}
