using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Credits;

/// <summary>Credit of the real binary: under many callers at once, and over kill -9.</summary>
public sealed class CreditProcessTests : IAsyncLifetime
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

    [Fact]
    public async Task Chat_TwoHundredAtOnceOnCreditForThirtySeven_ThirtySevenAreServed()
    {
        await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
        using var admin = Admin(gateway);

        // A part of it is a promo: what is spent first must not change how much there is.
        await PostAsync(admin, $"{{\"kind\":\"top_up\",\"amount\":\"{20 * OneRequest}\",\"external_id\":\"a\"}}");
        await PostAsync(admin, $"{{\"kind\":\"promo\",\"amount\":\"{17 * OneRequest}\",\"reason\":\"x\",\"expires_at\":\"2999-01-01T00:00:00Z\"}}");
        await EnforceAsync(admin);
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromMilliseconds(20)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => AskAsync(gateway, n, stream: n % 2 == 0)));

        answers.Count(a => a.Status == HttpStatusCode.OK).ShouldBe(37);
        answers.Where(a => a.Status != HttpStatusCode.OK).ShouldAllBe(a => a.Status == HttpStatusCode.PaymentRequired && a.Body.Contains("insufficient_credit"));
        _upstream.Requests.Count.ShouldBe(37);
        (await StateAsync(admin)).ShouldBe((0, 0, 0));
        (await ChargedAsync(gateway)).ShouldBe(37 * OneRequest);
    }

    // M15: only output that is known to be delivered is charged.
    [Fact]
    public async Task Kill_WithRequestsInFlight_NothingIsHeldOrChargedForThem()
    {
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            using var admin = Admin(gateway);
            await PostAsync(admin, $"{{\"kind\":\"top_up\",\"amount\":\"{10 * OneRequest}\",\"external_id\":\"a\"}}");
            await EnforceAsync(admin);
            (await AskAsync(gateway, 0, stream: false)).Status.ShouldBe(HttpStatusCode.OK);
            (await AskAsync(gateway, 1, stream: true)).Status.ShouldBe(HttpStatusCode.OK);
            _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
            for (var n = 2; n < 7; n++)
            {
                _ = AskAsync(gateway, n, stream: n % 2 == 0).ContinueWith(static asking => _ = asking.Exception, TaskScheduler.Default);
            }

            await _upstream.WaitForRequestAsync(7);
            (await StateAsync(admin)).ShouldBe((8 * OneRequest, 5 * OneRequest, 3 * OneRequest));
            await gateway.KillAsync();
        }

        _upstream.Reset();
        await using var next = await GatewayProcess.StartAsync(_directory.Path);
        using var again = Admin(next);
        (await StateAsync(again)).ShouldBe((8 * OneRequest, 0, 8 * OneRequest));
        var receipts = await ReceiptsAsync(next);
        receipts.Count(r => r.GetProperty("outcome").GetString() == "interrupted").ShouldBe(5);
        receipts.ShouldAllBe(r => r.GetProperty("credit").GetProperty("reserved").GetString() == "0.000002400");
        (await ChargedAsync(next)).ShouldBe(2 * OneRequest);
    }

    [Fact]
    public async Task Kill_AtRandomUnderLoad_BalanceIsTopUpsLessWhatReceiptsSay()
    {
        var random = new Random(20261129);
        var served = 0;
        var topUps = 0;
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromMilliseconds(2)));
        for (var cycle = 0; cycle < 5; cycle++)
        {
            await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
            using var admin = Admin(gateway);
            topUps++;
            await PostAsync(admin, $"{{\"kind\":\"top_up\",\"amount\":\"{60 * OneRequest}\",\"external_id\":\"{cycle}\"}}");
            await EnforceAsync(admin);
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
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(120));
            await gateway.KillAsync();
            await Task.WhenAll(callers);
        }

        await using var last = await GatewayProcess.StartAsync(_directory.Path);
        using var reader = Admin(last);
        var state = await StateAsync(reader);
        var charged = await ChargedAsync(last);
        state.Balance.ShouldBe((topUps * 60 * OneRequest) - charged);
        state.Reserved.ShouldBe(0);
        state.Balance.ShouldBeGreaterThanOrEqualTo(0);
        charged.ShouldBeGreaterThanOrEqualTo(served * OneRequest);
        (await TransfersAsync(reader)).Sum(transfer => CreditGateway.Amount(transfer, "amount")).ShouldBe(state.Balance);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(GatewayProcess gateway, int number, bool stream)
    {
        using var response = await gateway.Client.PostAsync("/v1/chat/completions", Json(
            $"{{\"model\":\"canary\",\"max_tokens\":4,\"stream\":{(stream ? "true" : "false")},"
            + $"\"messages\":[{{\"role\":\"user\",\"content\":\"number {number}\"}}]}}"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task PostAsync(HttpClient admin, string transfer)
    {
        using var response = await admin.PostAsync("/api/admin/v1/credits/default/transfers", Json(transfer));
        response.StatusCode.ShouldBe(HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
    }

    private static async Task EnforceAsync(HttpClient admin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/api/admin/v1/credits/default") { Content = Json("{\"enforced\":true}") };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var response = await admin.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private static async Task<(decimal Balance, decimal Reserved, decimal Available)> StateAsync(HttpClient admin)
    {
        using var state = JsonDocument.Parse(await admin.GetStringAsync("/api/admin/v1/credits/default"));
        return (CreditGateway.Amount(state.RootElement, "balance"), CreditGateway.Amount(state.RootElement, "reserved"),
            CreditGateway.Amount(state.RootElement, "available"));
    }

    private static async Task<IReadOnlyList<JsonElement>> TransfersAsync(HttpClient admin) =>
    [
        .. (await admin.GetStringAsync("/api/admin/v1/credits/default/export")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement),
    ];

    private static async Task<decimal> ChargedAsync(GatewayProcess gateway) =>
        (await ReceiptsAsync(gateway)).Sum(receipt => CreditGateway.Amount(receipt.GetProperty("credit"), "charged"));

    private static async Task<IReadOnlyList<JsonElement>> ReceiptsAsync(GatewayProcess gateway)
    {
        var receipts = new List<JsonElement>();
        for (var page = "/v1/receipts?limit=100"; ;)
        {
            using var listed = JsonDocument.Parse(await gateway.Client.GetStringAsync(page));
            foreach (var item in listed.RootElement.GetProperty("data").EnumerateArray())
            {
                receipts.Add(JsonDocument.Parse(await gateway.Client.GetStringAsync($"/v1/receipts/{item.GetProperty("id").GetString()}")).RootElement);
            }

            if (!listed.RootElement.TryGetProperty("next_cursor", out var next) || next.ValueKind != JsonValueKind.String)
            {
                return receipts;
            }

            page = $"/v1/receipts?limit=100&cursor={next.GetString()}";
        }
    }

    private HttpClient Admin(GatewayProcess gateway)
    {
        var client = new HttpClient { BaseAddress = new Uri(gateway.Origin) };
        var token = File.ReadAllText(Path.Combine(_directory.Path, "data", "secrets", "cli.token")).Trim();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
