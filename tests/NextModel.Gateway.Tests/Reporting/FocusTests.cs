using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary>FOCUS exports against the specification's rules (E9), and against the receipts and the books of credit.</summary>
public sealed class FocusTests : IAsyncLifetime
{
    private const string Month = "from=2026-11-01&to=2026-12-01";

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 30, 22, 50, 0, TimeSpan.Zero));
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData("1.2", "{ currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 }")]
    [InlineData("1.4", "{ currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 }")]
    [InlineData("1.4", "{ currency: CNY, input: 2.13, cached_input: 0.21, output: 8.07 }")]
    [InlineData("1.2", "{ currency: USD, input: 0.33333, cached_input: 0.03, output: 0.77777 }")]
    public async Task Focus_OfUsageAndCredit_BreaksNoRuleAndSumsToTheReceipts(string version, string price)
    {
        await using var gateway = await StartAsync(price);
        await PostAsync(gateway, new CreditRequest { Kind = "top_up", Amount = 50m, ExternalId = "INV-17", Reason = "paid" });
        await PostAsync(gateway, new CreditRequest { Kind = "promo", Amount = 5m, ExternalId = "welcome", Reason = "welcome" });
        await PostAsync(gateway, new CreditRequest { Kind = "refund", Amount = 10m, Payment = "INV-17", ExternalId = "INV-17-R" });
        (await gateway.Installation.CreditOperations.EnforceAsync(Administrator.CommandLine, "default", null, new CreditSettingRequest(true), default)).TryGet(out _, out _).ShouldBeTrue();
        foreach (var content in (string[])["a", "a", "b"])
        {
            await AskAsync(gateway, content, "canary");
        }

        await AskAsync(gateway, "c", "err-404-model");
        await AskAsync(gateway, "d", "sandbox-echo");

        _time.Advance(TimeSpan.FromSeconds(1));
        var file = new CsvTable(await ExportAsync(gateway, $"format=focus-{version}.csv&{Month}"));

        FocusRules.Broken(file, version).ShouldBeEmpty();
        if (version == "1.2")
        {
            FocusRuleTable.All.Where(rule => !rule.Holds(file)).Select(rule => rule.Id).ShouldBeEmpty();
        }

        var charged = (await ReceiptsAsync(gateway)).Where(r => !r.GetProperty("sandbox").GetBoolean()).ToList();
        foreach (var receipt in charged)
        {
            var rows = Rows(file, "x_ReceiptId", receipt.GetProperty("id").GetString()!);
            rows.Sum(row => Money(file, row, "EffectiveCost")).ShouldBe(Amount(receipt, "amount"));
            rows.ShouldAllBe(row => Money(file, row, "BilledCost") == 0, "prepaid credit covers it");
        }

        Rows(file, "ChargeCategory", "Usage").Select(row => file[row, "x_ReceiptId"]).Distinct().Count().ShouldBe(3, "what failed or was simulated is no charge");
        Rows(file, "InvoiceId", "INV-17").Sum(row => Money(file, row, "BilledCost")).ShouldBe(40m);
        Rows(file, "ChargeCategory", "Credit").Sum(row => Money(file, row, "x_CreditAmount")).ShouldBe(5m);
        Rows(file, "x_ServeMode", "exact_cache").ShouldAllBe(row => Money(file, row, "EffectiveCost") < Money(file, row, "ListCost"));
    }

    [Fact]
    public async Task Focus_WithoutCredit_BillsWhatItCost()
    {
        await using var gateway = await StartAsync("{ currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 }");
        await AskAsync(gateway, "a", "canary");
        var file = new CsvTable(await ExportAsync(gateway, $"format=focus-1.4.csv&{Month}"));
        FocusRules.Broken(file, "1.4").ShouldBeEmpty();
        file.Count.ShouldBeGreaterThan(0);
        Enumerable.Range(0, file.Count).ShouldAllBe(row => file[row, "BilledCost"] == file[row, "EffectiveCost"]);
    }

    // The checker itself: each of these breaks one rule and is found.
    [Theory]
    [InlineData("ListCost", "1", "ListCost-is-unit-price-times-quantity")]
    [InlineData("ListCost", "1E-7", "ListCost-numeric-format")]
    [InlineData("BillingCurrency", "usd", "BillingCurrency-iso-4217")]
    [InlineData("ChargeCategory", "Replay", "ChargeCategory-allowed-values")]
    [InlineData("BillingAccountId", "12345", "BillingAccountId-is-a-string-with-a-letter")]
    [InlineData("PricingUnit", "", "Quantity-and-unit-null-together")]
    [InlineData("ChargePeriodStart", "2026-11-21 09:00", "ChargePeriodStart-date-time-format")]
    [InlineData("Tags", "{\"a\":[1]}", "Tags-flat-json")]
    public async Task Rules_OfABrokenRow_AreNamed(string column, string value, string rule)
    {
        await using var gateway = await StartAsync("{ currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 }");
        await AskAsync(gateway, "a", "canary");
        var table = new CsvTable(await ExportAsync(gateway, $"format=focus-1.4.csv&{Month}"));
        var broken = new StringBuilder(string.Join(',', table.Header)).Append("\r\n");
        broken.AppendJoin(',', table.Header.Select(name => $"\"{(name == column ? value : table[0, name]).Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append("\r\n");
        FocusRules.Broken(new CsvTable(Encoding.UTF8.GetBytes(broken.ToString())), "1.4").ShouldContain($"{rule} (row 0)");
    }

    // Each rule of the table is broken in a file that breaks nothing else on purpose, and is found.
    [Fact]
    public async Task Table_EveryRuleBroken_IsFound()
    {
        await using var gateway = await StartAsync("{ currency: USD, input: 0.15, cached_input: 0.075, output: 0.60 }");
        await AskAsync(gateway, "a", "canary");
        var table = new CsvTable(await ExportAsync(gateway, $"format=focus-1.2.csv&{Month}"));
        FocusRuleTable.All.Count.ShouldBeGreaterThan(150);
        FocusRuleTable.All.Select(rule => rule.Id).ShouldBeUnique();
        FocusRuleTable.All.Where(rule => !rule.Holds(table)).Select(rule => rule.Id).ShouldBeEmpty();
        FocusRuleTable.All.Where(rule => rule.Holds(Break(rule, table))).Select(rule => rule.Id).ShouldBeEmpty();
    }

    private static CsvTable Break(FocusRule rule, CsvTable table)
    {
        var cells = table.Header.ToDictionary(name => name, name => table[0, name]);
        foreach (var condition in rule.Conditions)
        {
            cells[condition.Column] = condition.Example(name => cells[name]);
        }

        var other = new Dictionary<string, string>(cells);
        switch (rule.Check)
        {
            case "present":
                cells.Remove(rule.Column);
                other.Remove(rule.Column);
                break;
            case "has-one":
                other[rule.Argument] += "x";
                break;
            default:
                cells[rule.Column] = rule.Check switch
                {
                    "not-null" => "",
                    "string" => "12345",
                    "numeric" => "1E-7",
                    "text" => "Not Applicable",
                    "instant" => "2026-11-21 09:00",
                    "not" => rule.Argument,
                    "is" or "product" => "999999",
                    "at-least" => "-1",
                    "currency" => "usd",
                    "key-value" => "[1]",
                    _ => "x!",
                };
                break;
        }

        var broken = new StringBuilder(string.Join(',', cells.Keys)).Append("\r\n");
        foreach (var row in (Dictionary<string, string>[])[cells, other])
        {
            broken.AppendJoin(',', row.Values.Select(value => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")).Append("\r\n");
        }

        return new CsvTable(Encoding.UTF8.GetBytes(broken.ToString()));
    }

    private Task<TestGateway> StartAsync(string price) => TestGateway.StartAsync(_upstream, new TestGatewayOptions
    {
        Models = ["canary", "err-404-model"],
        Time = _time,
        Price = price,
        MoreConfiguration = "billing:\n  fx: { USD: 1, CNY: 7.11 }\n",
    });

    private static List<int> Rows(CsvTable file, string column, string value) => [.. Enumerable.Range(0, file.Count).Where(row => file[row, column] == value)];

    private static decimal Money(CsvTable file, int row, string column) => decimal.Parse(file[row, column], CultureInfo.InvariantCulture);

    private static decimal Amount(JsonElement receipt, string member) =>
        decimal.Parse(receipt.GetProperty("billing").GetProperty(member).GetString()!, CultureInfo.InvariantCulture);

    private static async Task PostAsync(TestGateway gateway, CreditRequest request) =>
        (await gateway.Installation.CreditOperations.PostAsync(Administrator.CommandLine, "default", request, default)).TryGet(out _, out var refusal).ShouldBeTrue(refusal?.Message);

    private static async Task AskAsync(TestGateway gateway, string content, string model)
    {
        using var response = await gateway.ChatAsync($"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}");
        await response.Content.ReadAsByteArrayAsync();
        response.Headers.Contains("x-nextmodel-receipt-url").ShouldBeTrue();
    }

    private static async Task<List<JsonElement>> ReceiptsAsync(TestGateway gateway)
    {
        using var json = JsonDocument.Parse(await gateway.Client.GetByteArrayAsync("/v1/receipts?limit=200"));
        return [.. json.RootElement.GetProperty("data").EnumerateArray().Select(r => r.Clone())];
    }

    private static async Task<byte[]> ExportAsync(TestGateway gateway, string query)
    {
        using var admin = gateway.CreateClient(gateway.Installation.Secrets.AdminKey);
        using var response = await admin.GetAsync($"/api/admin/v1/exports?{query}");
        var body = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, Encoding.UTF8.GetString(body));
        return body;
    }
}
