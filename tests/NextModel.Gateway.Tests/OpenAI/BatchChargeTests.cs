using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Identity;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Postgres;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>Batches are charged once, for what their output files say, before anybody is given what they answered.</summary>
public sealed class BatchChargeTests : IAsyncLifetime
{
    private const string Small = """{"prompt_tokens":100,"completion_tokens":10,"total_tokens":110,"prompt_tokens_details":{"cached_tokens":40}}""";
    private const string Long = """{"input_tokens":5000,"output_tokens":100,"total_tokens":5100}""";

    private readonly TemporaryDirectory _directory = new();
    private readonly BatchSource _source = new();
    private FakeUpstream _upstream = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Play((request, _) => _source.Answer(request));
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Retrieve_OfOneThatIsOver_ChargesEachModelAndPriceOnce()
    {
        await using var gateway = await StartAsync();
        var batch = await MakeAsync(gateway, "up-small", "up-large");
        _source.End(
            batch,
            "completed",
            5,
            [
                BatchSource.Line("up-small", Small), BatchSource.Line("up-small", Small), BatchSource.Line("up-small-2026-01-01", Long),
                BatchSource.Line("up-large", Small), BatchSource.Line("up-large", "null"), BatchSource.Line("up-large", Small, 500),
            ]);

        using var answer = await gateway.Client.GetAsync($"/v1/batches/{batch}", Cancellation);
        using var again = await gateway.Client.GetAsync($"/v1/batches/{batch}", Cancellation);

        (answer.StatusCode, again.StatusCode).ShouldBe((HttpStatusCode.OK, HttpStatusCode.OK), await answer.Content.ReadAsStringAsync(Cancellation));
        var receipts = await ReceiptsAsync(gateway);
        receipts.Select(Told).ShouldBe(
            [
                "large 100/10 input:60@4 cached_input:40@1 output:10@8 = 0.00036",
                "small 200/20 input:120@0.5 cached_input:80@0.25 output:20@1 = 0.0001",
                "small 5000/100 input:5000@2 output:100@4 = 0.0104",
            ],
            ignoreOrder: true);
        foreach (var receipt in receipts)
        {
            (receipt.Root.GetProperty("operation").GetString(), receipt.Outcome, receipt.UsageSource, receipt.Source).ShouldBe(("batches", "completed", "provider", "fake"));
            receipt.Root.GetProperty("attempts")[0].GetProperty("upstream_response_id").GetString().ShouldBe(batch);
            receipt.ResponseDigest.ShouldNotBeNull();
            await VerifyAsync(gateway, receipt);
        }

        _source.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Price_WithOneForBatches_IsThatAndSaysSo()
    {
        await using var gateway = await StartAsync();
        var batch = await MakeAsync(gateway, "up-half");
        _source.End(batch, "completed", BatchSource.Line("up-half", """{"prompt_tokens":1000,"completion_tokens":0,"total_tokens":1000}"""));

        await gateway.Client.GetStringAsync($"/v1/batches/{batch}", Cancellation);

        var receipt = (await ReceiptsAsync(gateway)).ShouldHaveSingleItem();
        Told(receipt).ShouldBe("half 1000/0 input:1000@5.0 = 0.005");
        receipt.Root.GetProperty("billing").GetProperty("price").GetProperty("service_tier").GetString().ShouldBe("batch");
        await VerifyAsync(gateway, receipt);
    }

    [Fact]
    public async Task Output_OfOneThatIsNotCharged_IsNotGivenOut()
    {
        await using var gateway = await StartAsync();
        var batch = await MakeAsync(gateway, "up-small");
        _source.End(batch, "completed", BatchSource.Line("up-small", Small));

        using var before = await gateway.Client.GetAsync($"/v1/files/out-{batch}/content", Cancellation);
        using var list = await gateway.Client.GetAsync("/v1/batches", Cancellation);
        using var after = await gateway.Client.GetAsync($"/v1/files/out-{batch}/content", Cancellation);

        (before.StatusCode, list.StatusCode, after.StatusCode).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.OK));
        (await ReceiptsAsync(gateway)).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("expired")]
    [InlineData("cancelled")]
    public async Task Sweep_OfOneThatNobodyAsksFor_ChargesItsKey(string status)
    {
        await using var gateway = await StartAsync();
        var (batch, running) = (await MakeAsync(gateway, "up-small"), await MakeAsync(gateway, "up-small"));
        _source.End(batch, status, BatchSource.Line("up-small", Small));

        await gateway.Application.Batches.Charging.SweepAsync(Cancellation);
        await gateway.Application.Batches.Charging.SweepAsync(Cancellation);

        var receipt = (await ReceiptsAsync(gateway)).ShouldHaveSingleItem();
        receipt.Root.GetProperty("key").GetProperty("name").GetString().ShouldBe("test");
        receipt.Root.GetProperty("attempts")[0].GetProperty("upstream_response_id").GetString().ShouldBe(batch);
        (await gateway.Client.GetStringAsync($"/v1/batches/{running}", Cancellation)).ShouldContain("in_progress");
    }

    [Fact]
    public async Task Batch_ThatFailed_CostsNothing()
    {
        await using var gateway = await StartAsync();
        var batch = await MakeAsync(gateway, "up-small");
        _source.End(batch, "failed");

        (await gateway.Client.GetStringAsync($"/v1/batches/{batch}", Cancellation)).ShouldContain("failed");

        (await ReceiptsAsync(gateway)).ShouldBeEmpty();
        _source.Reads.ShouldBe(0);
        (await gateway.Client.GetStringAsync($"/v1/files/err-{batch}/content", Cancellation)).ShouldContain("900");
    }

    public static TheoryData<string> Cuts => ["reset", "length", "lines", "middle"];

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Output_ThatComesShort_IsChargedWhenItIsWhole(string how)
    {
        await using var gateway = await StartAsync();
        var batch = await MakeAsync(gateway, "up-small");
        string[] lines = [BatchSource.Line("up-small", Small), BatchSource.Line("up-small", Small)];
        _source.End(batch, "completed", 2, lines);
        _source.Output = (read, whole) => read > 1 ? whole : how switch
        {
            "reset" => whole with { End = ResponseEnd.Reset },
            "length" => whole with { Headers = [.. whole.Headers, new("content-length", "99999")] },
            "lines" => whole with { Writes = [ScriptedWrite.Text(lines[0] + "\n")] },
            _ => whole with { Writes = [ScriptedWrite.Text(lines[0] + "\n" + lines[1][..80])] },
        };

        using var cut = await gateway.Client.GetAsync($"/v1/batches/{batch}", Cancellation);
        var before = await ReceiptsAsync(gateway);
        using var withheld = await gateway.Client.GetAsync($"/v1/files/out-{batch}", Cancellation);
        using var whole = await gateway.Client.GetAsync($"/v1/batches/{batch}", Cancellation);

        (cut.StatusCode, withheld.StatusCode, whole.StatusCode).ShouldBe((HttpStatusCode.BadGateway, HttpStatusCode.NotFound, HttpStatusCode.OK));
        (await cut.Content.ReadAsStringAsync(Cancellation)).ShouldContain("could not be read whole");
        before.ShouldBeEmpty();
        (await ReceiptsAsync(gateway)).Select(receipt => receipt.Input).ShouldBe([200]);
    }

    [Fact]
    public async Task Process_ThatEndsWhileItReads_LeavesTheBatchToTheNext()
    {
        string batch;
        _source.Output = (read, whole) => read == 1 ? whole with { End = ResponseEnd.Hang } : whole;
        await using (var gateway = await StartAsync())
        {
            batch = await MakeAsync(gateway, "up-small");
            _source.End(batch, "completed", BatchSource.Line("up-small", Small));
            using var leaving = new CancellationTokenSource();
            var look = gateway.Client.GetAsync($"/v1/batches/{batch}", leaving.Token);
            await UntilAsync(() => _source.Reads == 1);
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => look);
            (await ReceiptsAsync(gateway)).ShouldBeEmpty();
        }

        await using var next = await StartAsync();
        await next.Application.Batches.Charging.SweepAsync(Cancellation);

        (await SumAsync(next)).ShouldBe((1, 100));
    }

    [Fact]
    public async Task Process_ThatEndsBeforeItNotesWhatItWrote_DoesNotWriteItAgain()
    {
        await using (var gateway = await StartAsync())
        {
            var batch = await MakeAsync(gateway, "up-small");
            _source.End(batch, "completed", BatchSource.Line("up-small", Small));
            await gateway.Client.GetStringAsync($"/v1/batches/{batch}", Cancellation);
            await gateway.Installation.Stores.Database.WriteAsync(
                Storage.Sql.SqlTurn.Any, session => session.ExecuteAsync("UPDATE batches SET is_charged = 0, owner = 'a process that died'"), Cancellation);
        }

        await using var next = await StartAsync();
        await next.Application.Batches.Charging.SweepAsync(Cancellation);

        (await SumAsync(next)).ShouldBe((1, 100));
        _source.Reads.ShouldBe(2);
        (await next.Application.Batches.Store.ReadOpenAsync(10, Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Looks_AtOneTime_ChargeItOnce()
    {
        await using var gateway = await StartAsync();
        var batch = await MakeAsync(gateway, "up-small");
        _source.End(batch, "completed", BatchSource.Line("up-small", Small));

        var looks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gateway.Client.GetAsync($"/v1/batches/{batch}", Cancellation)));

        looks.Select(look => look.StatusCode).Distinct().ShouldBe([HttpStatusCode.OK]);
        (await ReceiptsAsync(gateway)).ShouldHaveSingleItem();
        foreach (var look in looks)
        {
            look.Dispose();
        }
    }

    [Fact]
    public async Task Replicas_ThatLookAtOneTime_ChargeItOnce()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEXTMODEL_DATABASE"] = PostgresCluster.Shared.CreateDatabase(),
            ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()),
        };
        await using var one = await TestGateway.StartAsync(Options with { Environment = environment, Directory = null });
        await using var other = await TestGateway.StartAsync(Options with { Environment = environment, Directory = null });
        for (var n = 0; n < 5; n++)
        {
            var batch = await MakeAsync(one, "up-small");
            _source.End(batch, "completed", BatchSource.Line("up-small", Small));
            await UntilAsync(() => other.Installation.Directory.Callers.Count() == one.Installation.Directory.Callers.Count());

            await Task.WhenAll(one.Application.Batches.Charging.SweepAsync(Cancellation).AsTask(), other.Application.Batches.Charging.SweepAsync(Cancellation).AsTask());
        }

        (await SumAsync(one)).ShouldBe((5, 500));
        (await SumAsync(other)).ShouldBe((5, 500));
    }

    [Fact]
    public async Task Budget_ThatIsSoft_CountsWhatItCost()
    {
        await using var gateway = await StartAsync();
        var budget = await BudgetAsync(gateway, 0.00001m, isHard: false);
        var batch = await MakeAsync(gateway, "up-small");
        _source.End(batch, "completed", BatchSource.Line("up-small", Small));

        await gateway.Client.GetStringAsync($"/v1/batches/{batch}", Cancellation);

        gateway.Installation.Budgets.StateOf(budget)!.SettledNano.ShouldBe(50_000);
        var told = (await ReceiptsAsync(gateway)).Single().Root.GetProperty("budgets")[0];
        told.GetProperty("settled").GetString().ShouldBe("0.000050000");
    }

    [Fact]
    public async Task Budget_ThatBecameHardSince_IsNotExceeded()
    {
        await using var gateway = await StartAsync();
        var batch = await MakeAsync(gateway, "up-small");
        var budget = await BudgetAsync(gateway, 0.00002m, isHard: true);
        _source.End(batch, "completed", BatchSource.Line("up-small", Small));

        await gateway.Client.GetStringAsync($"/v1/batches/{batch}", Cancellation);

        gateway.Installation.Budgets.StateOf(budget)!.SettledNano.ShouldBe(20_000);
        var receipt = (await ReceiptsAsync(gateway)).ShouldHaveSingleItem();
        receipt.Amount.ShouldBe(0.00002m);
        receipt.Root.GetProperty("billing").GetProperty("lines").EnumerateArray().Last().GetProperty("item").GetString().ShouldBe("overage_not_charged");
        await VerifyAsync(gateway, receipt);
    }

    [Fact]
    public async Task Model_WithoutAPrice_HasAReceiptThatSaysSo()
    {
        await using var gateway = await StartAsync();
        var batch = await MakeAsync(gateway, "up-nowhere");
        _source.End(batch, "completed", BatchSource.Line("deployed", Small));

        await gateway.Client.GetStringAsync($"/v1/batches/{batch}", Cancellation);

        var receipt = (await ReceiptsAsync(gateway)).ShouldHaveSingleItem();
        (receipt.Root.GetProperty("billing").GetProperty("basis").GetString(), receipt.Root.GetProperty("effective_model").GetString(), receipt.Amount)
            .ShouldBe(("unpriced", "up-nowhere", 0m));
    }

    [Fact]
    public async Task Input_OfMoreModelsThanAreTaken_IsRefused()
    {
        await using var gateway = await StartAsync();

        using var made = await PostBatchAsync(gateway, [.. Enumerable.Range(0, 65).Select(n => $"m{n}")]);

        made.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await made.Content.ReadAsStringAsync(Cancellation)).ShouldContain("Line 65 of the input file asks for one model more than 64");
        _upstream.Requests.ShouldNotContain(request => request.Method == "POST" && request.Target == "/v1/batches");
    }

    private TestGatewayOptions Options => new()
    {
        Directory = _directory,
        MoreConfiguration = $$"""
            sources:
              - { id: fake, base_url: "{{_upstream.BaseUrl}}", api_key: upstream-secret-key, max_attempts: 1, operations: [files, batches] }
            models:
              - id: small
                offers:
                  - { source: fake, upstream_model: up-small, price: { currency: USD, input: 0.5, cached_input: 0.25, output: 1, tiers: [{ input_above: 1000, input: 2, output: 4 }] } }
              - { id: large, offers: [{ source: fake, upstream_model: up-large, price: { currency: USD, input: 4, cached_input: 1, output: 8 } }] }
              - { id: half, offers: [{ source: fake, upstream_model: up-half, price: { currency: USD, input: 10, output: 10, service_tiers: { batch: 0.5 } } }] }
            """,
    };

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync(Options);

    private static async Task<string> MakeAsync(TestGateway gateway, params string[] models)
    {
        using var made = await PostBatchAsync(gateway, models);
        made.StatusCode.ShouldBe(HttpStatusCode.OK, await made.Content.ReadAsStringAsync(Cancellation));
        using var json = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Cancellation));
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<HttpResponseMessage> PostBatchAsync(TestGateway gateway, params string[] models)
    {
        using var form = BatchSource.Form([.. models.Select(model => $$"""{"custom_id":"c","method":"POST","url":"/v1/chat/completions","body":{"model":"{{model}}","messages":[] } }""")]);
        using var uploaded = await gateway.Client.PostAsync("/v1/files", form, Cancellation);
        using var file = JsonDocument.Parse(await uploaded.Content.ReadAsStringAsync(Cancellation));
        var body = $$"""{"input_file_id":"{{file.RootElement.GetProperty("id").GetString()}}","endpoint":"/v1/chat/completions","completion_window":"24h"}""";
        return await gateway.Client.PostAsync("/v1/batches", new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
    }

    private static async Task<Guid> BudgetAsync(TestGateway gateway, decimal limit, bool isHard)
    {
        var budget = new BudgetRequest { Scope = "project", ScopeId = "default", Limit = limit, Window = "day", TimeZone = "UTC", Hard = isHard };
        (await gateway.Installation.Operations.Budgets.CreateAsync(Administrator.CommandLine, budget, Cancellation)).TryGet(out _, out var refusal).ShouldBeTrue(refusal?.Message);
        return gateway.Installation.Budgets.States().Single().Budget.Id;
    }

    private static async Task<List<SeenReceipt>> ReceiptsAsync(TestGateway gateway)
    {
        using var page = JsonDocument.Parse(await gateway.Client.GetStringAsync("/v1/receipts?limit=100", Cancellation));
        var found = new List<SeenReceipt>();
        foreach (var item in page.RootElement.GetProperty("data").EnumerateArray())
        {
            found.Add(await SeenReceipt.OfAsync(gateway.Client, item.GetProperty("id").GetString()!));
        }

        return found;
    }

    // Whoever's they are: a gateway that starts anew has a key of its own, but all its keys are of one project.
    private static async Task<(int Count, long Input)> SumAsync(TestGateway gateway)
    {
        var receipts = await ReceiptsAsync(gateway);
        return (receipts.Count, receipts.Sum(receipt => receipt.Input));
    }

    private static string Told(SeenReceipt receipt)
    {
        var lines = receipt.Root.GetProperty("billing").GetProperty("lines").EnumerateArray()
            .Select(line => $"{line.GetProperty("item").GetString()}:{line.GetProperty("tokens").GetInt64()}@{line.GetProperty("unit_price").GetString()}");
        return $"{receipt.Root.GetProperty("effective_model").GetString()} {receipt.Input}/{receipt.Output} {string.Join(' ', lines)} = {receipt.Amount.ToString("0.#########", CultureInfo.InvariantCulture)}";
    }

    private static async Task VerifyAsync(TestGateway gateway, SeenReceipt receipt)
    {
        Ledger.VerifyingKeys.TryParse(await gateway.Client.GetByteArrayAsync("/.well-known/jwks.json", Cancellation), out var keys).ShouldBeTrue();
        using (keys)
        {
            new Ledger.ReceiptVerifier(keys).Verify(Encoding.UTF8.GetBytes(receipt.Root.GetRawText())).Problems.ShouldBeEmpty();
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!isSo())
        {
            (DateTime.UtcNow < deadline).ShouldBeTrue("This has not come about in 30 seconds.");
            await Task.Yield();
        }
    }
}
