using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Tests.Faults;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Gateway.Tests.Reconciling;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Postgres;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary><c>nextmodel migrate</c> of the real binary, there and back, and the commands that read a ledger in PostgreSQL.</summary>
public sealed class MigrateTests : IAsyncLifetime
{
    private const string Conversation = """{"model":"canary","max_tokens":4,"messages":[{"role":"user","content":"keyed"}]}""";

    private readonly TemporaryDirectory _first = new();
    private readonly TemporaryDirectory _replica = new();
    private readonly TemporaryDirectory _last = new();
    private readonly string _database = PostgresCluster.Shared.CreateEmptyDatabase();
    private FakeUpstream _upstream = null!;

    private Dictionary<string, string> Embedded => new(StringComparer.Ordinal)
    {
        ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()),
        ["NEXTMODEL_ADMIN_KEY"] = "admin-key-of-this-test",
    };

    private Dictionary<string, string> Shared => new(Embedded, StringComparer.Ordinal) { ["NEXTMODEL_DATABASE"] = _database };

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        var options = new TestGatewayOptions { Upstream = _upstream, Models = ["canary"], Price = "{ currency: USD, input: 0, output: 0.60 }" };
        foreach (var directory in new[] { _first, _replica, _last })
        {
            await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), options.Configuration());
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        PostgresCluster.Shared.Drop(_database);
        _first.Dispose();
        _replica.Dispose();
        _last.Dispose();
    }

    [Fact]
    public async Task Migrate_ToPostgresAndBack_IsTheSameInstallation()
    {
        // With receipts, a budget, a policy, a limit, a keyed answer, and a request that was in flight when it died.
        string budget;
        string keyed;
        await using (var gateway = await GatewayProcess.StartAsync(_first.Path, Embedded))
        {
            using var admin = Admin(gateway);
            budget = await CreateBudgetAsync(admin);
            await File.WriteAllTextAsync(_first.File("policy.yaml"), "policy: 1\nrules: [{ name: thrift, route: { targets: [canary] } }]\n");
            (await CommandProcess.RunAsync(_first.Path, gateway.Origin, "policy", "set", "-f", "policy.yaml")).ExitCode.ShouldBe(0);
            for (var n = 0; n < 5; n++)
            {
                (await AskAsync(gateway, $"number {n}")).ShouldBe(HttpStatusCode.OK);
            }

            keyed = await AskKeyedAsync(gateway);
            _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
            _ = AskAsync(gateway, "hang").ContinueWith(static asking => _ = asking.Exception, TaskScheduler.Default);
            await _upstream.WaitForRequestAsync(7);
            var served = await CommandProcess.RunWithAsync(_first.Path, Shared, "migrate", "--from", "sqlite", "--to", "postgres");
            (served.ExitCode, served.Errors).ShouldSatisfyAllConditions(
                result => result.ExitCode.ShouldBe(3), result => result.Errors.ShouldContain("is in use by process"));
            await gateway.KillAsync();
        }

        _upstream.Reset();
        await MigrateAsync(_first, "sqlite", "postgres");
        var before = await FinalState.ReadAsync(_first);
        before.ShouldVerify();
        before.Receipts.Count.ShouldBe(7);
        before.Receipts.Count(receipt => receipt.Outcome == "interrupted").ShouldBe(1);
        var moved = await FinalState.ReadAsync(_replica, _database);
        moved.ShouldVerify();
        moved.Whole.Select(receipt => receipt.Root.GetProperty("hash").GetString()).ShouldBe(before.Whole.Select(receipt => receipt.Root.GetProperty("hash").GetString()));
        await ReadWithCommandsAsync(before.Receipts.Count);

        // A second time it is not empty any more.
        var again = await CommandProcess.RunWithAsync(_first.Path, Shared, "migrate", "--from", "sqlite", "--to", "postgres");
        again.ExitCode.ShouldBe(1);
        again.Errors.ShouldContain("is not empty");

        var state = "";
        await using (var replica = await GatewayProcess.StartAsync(_replica.Path, Shared))
        {
            using var admin = Admin(replica);
            state = await admin.GetStringAsync($"/api/admin/v1/budgets/{budget}");
            Amount(state, "settled").ShouldBe(6 * 0.000_002_4m);
            Amount(state, "unknown").ShouldBe(0.000_002_4m);
            (await AskKeyedAsync(replica)).ShouldBe(keyed, "the answer of an idempotency key came along");
            (await AskAsync(replica, "in PostgreSQL")).ShouldBe(HttpStatusCode.OK);
            state = await admin.GetStringAsync($"/api/admin/v1/budgets/{budget}");
            (await replica.TerminateAsync()).ShouldBe(0);
        }

        await MigrateAsync(_last, "postgres", "sqlite");
        await using (var gateway = await GatewayProcess.StartAsync(_last.Path, Embedded))
        {
            using var admin = Admin(gateway);
            var back = await admin.GetStringAsync($"/api/admin/v1/budgets/{budget}");
            (Amount(back, "settled"), Amount(back, "unknown")).ShouldBe((Amount(state, "settled"), Amount(state, "unknown")));
            (await AskKeyedAsync(gateway)).ShouldBe(keyed);
            (await AskAsync(gateway, "in SQLite again")).ShouldBe(HttpStatusCode.OK);
            (await gateway.TerminateAsync()).ShouldBe(0);
        }

        var after = await FinalState.ReadAsync(_last);
        after.ShouldVerify();
        after.Receipts.Count.ShouldBe(9);
        (await CommandProcess.RunWithAsync(_last.Path, Embedded, "receipts", "verify", "--all")).LastLine.ShouldStartWith("9 receipts verified");
        (await CommandProcess.RunWithAsync(_last.Path, Embedded, "audit", "verify")).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Migrate_FromNothing_SaysWhatIsMissing()
    {
        var sqlite = await CommandProcess.RunWithAsync(_first.Path, Shared, "migrate", "--from", "sqlite", "--to", "postgres");
        (sqlite.ExitCode, sqlite.Errors.Contains("There is no installation in")).ShouldBe((1, true), sqlite.Errors);
        var unnamed = await CommandProcess.RunWithAsync(_first.Path, Embedded, "migrate", "--from", "postgres", "--to", "sqlite");
        (unnamed.ExitCode, unnamed.Errors.Contains("NEXTMODEL_DATABASE is not set")).ShouldBe((1, true), unnamed.Errors);
        var same = await CommandProcess.RunWithAsync(_first.Path, Shared, "migrate", "--from", "sqlite", "--to", "sqlite");
        (same.ExitCode, same.Errors.Contains("are both sqlite")).ShouldBe((2, true), same.Errors);
        var empty = await CommandProcess.RunWithAsync(_first.Path, Shared, "migrate", "--from", "postgres", "--to", "sqlite");
        (empty.ExitCode, empty.Errors.Contains("its tables are empty")).ShouldBe((1, true), empty.Errors);
        var ledger = await CommandProcess.RunWithAsync(_replica.Path, new Dictionary<string, string> { ["NEXTMODEL_DATABASE"] = PostgresCluster.Shared.CreateEmptyDatabase() }, "receipts", "verify", "--all");
        (ledger.ExitCode, ledger.Errors.Contains("no replica was started on it")).ShouldBe((3, true), ledger.Errors);
    }

    // What reads a ledger reads it in PostgreSQL too: show, verify, prove, export, audit, reconcile.
    private async Task ReadWithCommandsAsync(int receipts)
    {
        var all = await ReadAsync("receipts", "verify", "--all");
        all.LastLine.ShouldStartWith($"{receipts} receipts verified");
        var export = await ReadAsync("receipts", "export", "--organization", "default");
        var lines = export.Output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(receipts);
        using var one = JsonDocument.Parse(lines[0]);
        var id = one.RootElement.GetProperty("id").GetString()!;
        (await ReadAsync("receipts", "show", id)).Output.Trim().ShouldBe(lines[0]);
        (await ReadAsync("receipts", "verify", id)).LastLine.ShouldStartWith("1 receipts verified");
        (await ReadAsync("receipts", "prove", id)).Output.ShouldContain(id);
        (await ReadAsync("audit", "verify")).LastLine.ShouldEndWith("entries verified.");
        (await ReadAsync("audit", "export")).Output.ShouldContain("budget.create");

        // Beside a provider's file both say the same.
        var calls = _replica.File("calls.jsonl");
        await File.WriteAllTextAsync(calls, ProviderFile.Calls(lines.Select(line => SeenReceipt.Parse(Encoding.UTF8.GetBytes(line))).Where(receipt => receipt.Root.GetProperty("outcome").GetString() == "completed").ToList()));
        string[] reconcile = ["reconcile", "--provider", "openrouter", "--source", "fake", "--file", calls, "--final-through", "2999-01-01"];
        var embedded = await CommandProcess.RunWithAsync(_first.Path, Embedded, reconcile);
        var shared = await CommandProcess.RunWithAsync(_replica.Path, Shared, reconcile);
        (shared.ExitCode, shared.Output).ShouldBe((embedded.ExitCode, embedded.Output), shared.Errors);
        shared.Output.ShouldContain("\"matched\"");
    }

    private async Task<CommandProcess> ReadAsync(params string[] arguments)
    {
        var command = await CommandProcess.RunWithAsync(_replica.Path, new Dictionary<string, string> { ["NEXTMODEL_DATABASE"] = _database }, arguments);
        command.ExitCode.ShouldBe(0, $"{string.Join(' ', arguments)}: {command.Output}{command.Errors}");
        return command;
    }

    private async Task MigrateAsync(TemporaryDirectory directory, string from, string to)
    {
        var migrate = await CommandProcess.RunWithAsync(directory.Path, Shared, "migrate", "--from", from, "--to", to, "--json");
        migrate.ExitCode.ShouldBe(0, migrate.Output + migrate.Errors);
        using var report = JsonDocument.Parse(migrate.LastLine);
        report.RootElement.GetProperty("whole").GetBoolean().ShouldBeTrue();
        var receipts = report.RootElement.GetProperty("tables").EnumerateArray().Single(table => table.GetProperty("table").GetString() == "receipts");
        receipts.GetProperty("target").GetProperty("rows").GetInt64().ShouldBeGreaterThanOrEqualTo(7);
        receipts.GetProperty("target").ToString().ShouldBe(receipts.GetProperty("source").ToString());
        report.RootElement.GetProperty("newest_receipt").GetProperty("target_hash").GetString()!.ShouldStartWith("sha256:");
    }

    private static async Task<HttpStatusCode> AskAsync(GatewayProcess gateway, string text)
    {
        using var response = await gateway.Client.PostAsync("/v1/chat/completions", Json(Conversation.Replace("keyed", text, StringComparison.Ordinal)));
        await response.Content.ReadAsStringAsync();
        return response.StatusCode;
    }

    private static async Task<string> AskKeyedAsync(GatewayProcess gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = Json(Conversation) };
        request.Headers.Add("idempotency-key", "one");
        using var response = await gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return text;
    }

    private static async Task<string> CreateBudgetAsync(HttpClient admin)
    {
        using var response = await admin.PostAsync("/api/admin/v1/budgets", Json("""{"scope":"project","scope_id":"default","limit":0.001,"window":"total"}"""));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        using var budget = JsonDocument.Parse(text);
        return budget.RootElement.GetProperty("id").GetString()!;
    }

    private static decimal Amount(string state, string name)
    {
        using var text = JsonDocument.Parse(state);
        return decimal.Parse(text.RootElement.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static HttpClient Admin(GatewayProcess gateway)
    {
        var client = new HttpClient { BaseAddress = new Uri(gateway.Origin) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "admin-key-of-this-test");
        client.DefaultRequestHeaders.IfMatch.Add(EntityTagHeaderValue.Any);
        return client;
    }
}
