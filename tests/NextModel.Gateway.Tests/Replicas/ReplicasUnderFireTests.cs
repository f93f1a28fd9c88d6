using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary>
/// What replicas promise each other, while they are killed: no receipt lost and none twice, no hard budget overspent, one chain that verifies, no
/// answer of one tenant to another, and a key that was revoked is dead on all of them.
/// </summary>
public sealed class ReplicasUnderFireTests
{
    private const decimal OneRequest = 0.000_002_4m;

    [Fact]
    public Task Kill_AtRandomWithThreeHundredCallers_EveryPromiseHolds() => RunAsync(callers: 300, kills: 3, budgeted: 1_000, seed: 20261130);

    [Fact]
    [Trait("tier", "nightly")]
    public Task Kill_AtRandomForLong_EveryPromiseHolds() => RunAsync(callers: 300, kills: 40, budgeted: 20_000, seed: System.Environment.TickCount);

    private static async Task RunAsync(int callers, int kills, int budgeted, int seed)
    {
        Tell($"seed {seed}");
        await using var fire = new ReplicasUnderFire(seed);
        await fire.StartAsync(tenants: 3);
        string budget;
        using (var admin = fire.Admin(0))
        {
            budget = await CreateBudgetAsync(admin, budgeted * OneRequest);
        }

        await fire.RunAsync(callers, kills);
        await RevokeAsync(fire);
        await fire.EndAsync();

        var state = await fire.ReadAsync();
        state.ShouldAccountFor(fire.Seen);
        fire.Tokens.Count.ShouldBeGreaterThan(0);
        fire.Tokens.Values.ShouldAllBe(tenants => tenants.Count == 1, "no answer went to two tenants");

        // Of the tenant with a budget: what its receipts took is what the budget says, and it is not above the limit.
        using var reader = fire.Admin(0);
        using var counted = JsonDocument.Parse(await reader.GetStringAsync($"/api/admin/v1/budgets/{budget}"));
        var shares = state.Whole.SelectMany(receipt => receipt.Root.GetProperty("budgets").EnumerateArray()).ToList();
        var (settled, unknown) = (Amount(counted.RootElement, "settled"), Amount(counted.RootElement, "unknown"));
        settled.ShouldBe(shares.Sum(share => Amount(share, "settled")));
        unknown.ShouldBe(shares.Sum(share => Amount(share, "unknown")));
        (settled + unknown).ShouldBeLessThanOrEqualTo(budgeted * OneRequest);
        Amount(counted.RootElement, "reserved").ShouldBe(0);
        Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"{kills} kills, {fire.Seen.Whole.Count} whole answers, {state.Receipts.Count} receipts ({state.Receipts.Count(receipt => receipt.Outcome == "interrupted")} interrupted), budget {settled} + {unknown} of {budgeted * OneRequest}"));
    }

    // The other replicas hear of it by notification, or by a look each second: the time is told, and how it is heard is what is tested.
    private static async Task RevokeAsync(ReplicasUnderFire fire)
    {
        var key = fire.Keys[2];
        for (var replica = 0; replica < 3; replica++)
        {
            (await fire.AskAsync(replica, key, "still")).Status.ShouldBe(HttpStatusCode.OK);
        }

        using var admin = fire.Admin(1);
        using var keys = JsonDocument.Parse(await admin.GetStringAsync("/api/admin/v1/keys?limit=100"));
        var id = keys.RootElement.GetProperty("data").EnumerateArray()
            .Single(one => key.StartsWith(one.GetProperty("prefix").GetString()!, StringComparison.Ordinal)).GetProperty("id").GetString();
        var watch = Stopwatch.StartNew();
        using (var revoked = await admin.DeleteAsync($"/api/admin/v1/keys/{id}"))
        {
            revoked.StatusCode.ShouldBe(HttpStatusCode.OK, await revoked.Content.ReadAsStringAsync());
        }

        (await fire.AskAsync(1, key, "dead")).Status.ShouldBe(HttpStatusCode.Unauthorized, "where it was revoked it is dead at once");
        foreach (var replica in new[] { 0, 2 })
        {
            while ((await fire.AskAsync(replica, key, "dead")).Status != HttpStatusCode.Unauthorized)
            {
                watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30), "it is heard of");
            }
        }

        Tell(string.Create(CultureInfo.InvariantCulture, $"a revoked key was dead everywhere after {watch.Elapsed.TotalMilliseconds:0} ms"));
    }

    private static async Task<string> CreateBudgetAsync(HttpClient admin, decimal limit)
    {
        using var response = await admin.PostAsync("/api/admin/v1/budgets", new StringContent(
            string.Create(CultureInfo.InvariantCulture, $"{{\"scope\":\"project\",\"scope_id\":\"default\",\"limit\":{limit},\"window\":\"total\"}}"), Encoding.UTF8, "application/json"));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        using var budget = JsonDocument.Parse(text);
        return budget.RootElement.GetProperty("id").GetString()!;
    }

    private static decimal Amount(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    private static void Tell(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
