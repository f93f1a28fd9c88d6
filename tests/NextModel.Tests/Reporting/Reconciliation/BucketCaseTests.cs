using NextModel.Reporting.Reconciliation;

namespace NextModel.Tests.Reporting.Reconciliation;

/// <summary>The acceptance cases of totals of days.</summary>
public sealed class BucketCaseTests
{
    private static readonly long FirstDay = Case.Time("2026-10-07T00:00:00Z") / 1000;

    [Fact]
    public void T17_OpenAIDay_TokensAndCostMatch()
    {
        var outcome = New("openai")
            .Receipt(Call("r1", "mx-small", new(1000, 0, 0, 200), 0.0009m)).Receipt(Call("r2", "mx-small", new(300, 700, 0, 100), 0.000385m))
            .File(Usage(0, "mx-small", 2000, 700, 0, 300, 2)).File(Costs(0, "0.001285")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["matched, high", "matched, high"]);
        outcome.Status.ShouldBe("reconciled");
    }

    [Fact]
    public void T18_CachedInputIsPartOfInput_IsNotAddedAgain() => Lines(
        New("openai").Receipt(Call("r1", "mx-small", new(400, 500, 100, 50), 0)).File(Usage(0, "mx-small", 1000, 500, 100, 50, 1)))
        .ShouldBe(["matched, high"]);

    [Fact]
    public void T19_CallOverMidnight_MovesAndExplainsBothDays()
    {
        var outcome = New("openai")
            .Receipt(Call("r1", "mx-small", new(100, 0, 0, 10), 0.00007m))
            .Receipt(Call("r2", "mx-small", new(600, 0, 0, 60), 0.00042m) with { Start = Case.Time("2026-10-07T23:59:50Z"), End = Case.Time("2026-10-08T00:00:02Z") })
            .Receipt(Call("r3", "mx-small", new(200, 0, 0, 20), 0.00014m) with { Start = Case.Time("2026-10-08T12:00:00Z"), End = Case.Time("2026-10-08T12:00:02Z") })
            .File(Usage(0, "mx-small", 700, 0, 0, 70, 2) + Usage(1, "mx-small", 200, 0, 0, 20, 1))
            .File(Costs(0, "0.00049") + Costs(1, "0.00014")).Reconcile().ShouldAddUp();

        outcome.LinesOf("tokens").Select(Outcome.Summary).ShouldBe(["timezone_edge, in +600 out +60, medium", "timezone_edge, in -600 out -60, medium"]);
        outcome.LinesOf("tokens").ShouldAllBe(line => line.GetProperty("moved")[0].GetString() == "r2#1");
        outcome.LinesOf("cost").Select(Outcome.Summary).ShouldBe(["matched, medium", "matched, medium"]);
        outcome.Status.ShouldBe("explained");
    }

    [Fact]
    public void T20_AnthropicCents_AddUp()
    {
        var outcome = Anthropic().File(AnthropicUsage(10000, 20000, 4000, 0, 1500)).File(AnthropicCost("1.5")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["matched, high", "matched, high"]);
        outcome.Report.GetProperty("totals").GetProperty("ours").GetString().ShouldBe("0.0735");
    }

    [Fact]
    public void T21_WrittenForAnHour_IsPriceDrift()
    {
        var outcome = Anthropic().File(AnthropicUsage(10000, 20000, 0, 4000, 1500)).File(AnthropicCost("2.4")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["matched, high", "price_drift, 0.009, high"]);
    }

    [Fact]
    public void T22_WrittenTokensAsInput_IsCachedClass() =>
        Lines(Anthropic().File(AnthropicUsage(14000, 20000, 0, 0, 1500))).ShouldBe(["cached_class, in +4000 cw -4000, medium"]);

    [Fact]
    public void T23_DeepSeekPeakAndOffPeak_AddUp()
    {
        var outcome = New("deepseek")
            .Receipt(Call("r1", "ds-chat", new(5000, 1000, 0, 800), 0.0166m, "CNY") with { Key = "app" })
            .Receipt(Call("r2", "ds-chat", new(5000, 1000, 0, 800), 0.0083m, "CNY") with { Key = "app" })
            .File(Amounts(("app", "input_cache_miss_tokens", "0.000002", 5000), ("app", "input_cache_miss_tokens", "0.000001", 5000),
                ("app", "input_cache_hit_tokens", "0.0000002", 1000), ("app", "input_cache_hit_tokens", "0.0000001", 1000),
                ("app", "output_tokens", "0.000008", 800), ("app", "output_tokens", "0.000004", 800), ("app", "request_count", "", 2)))
            .File("user_id,utc_date,model,wallet_type,cost,currency\nu-1,2026-10-07,ds-chat,Paid,0.0249,CNY\n").Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["matched, high", "matched, high"]);
        outcome.Report.GetProperty("totals").GetProperty("currency").GetString().ShouldBe("CNY");
    }

    [Fact]
    public void T24_TimeoutBesideTheAnswer_IsRetryBilledTwice()
    {
        var line = New("openai")
            .Receipt(
                Call("r1", "mx-small", default, 0) with { Outcome = AttemptEnd.Timeout, Sibling = new(5000, 0, 0, 800) },
                Call("r1", "mx-small", new(5000, 0, 0, 800), 0.0041m) with { Number = 2 })
            .File(Usage(0, "mx-small", 10000, 0, 0, 1600, 2)).Reconcile().Lines.ShouldHaveSingleItem();

        Outcome.Summary(line).ShouldBe("retry_billed_twice, in +5000 out +800, medium");
        line.GetProperty("attempts")[0].GetString().ShouldBe("r1#1");
    }

    [Fact]
    public void T25_AbortWithinItsBound_IsAbortedStream() => Lines(
        New("openai").Receipt(Call("r1", "mx-small", new(5000, 0, 0, 800), 0)).Receipt(Abort()).File(Usage(0, "mx-small", 7050, 0, 0, 1190, 2)))
        .ShouldBe(["aborted_stream, in +50 out +360, medium"]);

    [Fact]
    public void T25_AbortBeyondItsBound_IsTokenDrift() => Lines(
        New("openai").Receipt(Call("r1", "mx-small", new(5000, 0, 0, 800), 0)).Receipt(Abort()).File(Usage(0, "mx-small", 7050, 0, 0, 1401, 2)))
        .ShouldBe(["token_drift, in +50 out +571, high"]);

    [Fact]
    public void T26_KeyThatIsNotOurs_IsMissingHere() => Lines(
        New("deepseek").Receipt(Call("r1", "ds-chat", new(5000, 0, 0, 800), 0, "CNY") with { Key = "app" })
            .File(Amounts(
                ("app", "input_cache_miss_tokens", "0.000002", 5000), ("app", "output_tokens", "0.000008", 800), ("app", "request_count", "", 1),
                ("laptop", "input_cache_miss_tokens", "0.000002", 900), ("laptop", "output_tokens", "0.000008", 90), ("laptop", "request_count", "", 1))))
        .ShouldBe(["matched, high", "missing_here, in+cw +900 out +90, high"]);

    [Fact]
    public void T27_CostInAnotherCurrency_IsMismatchAndTokensStillMatch()
    {
        var outcome = New("deepseek").Receipt(Call("r1", "ds-chat", new(5000, 0, 0, 800), 0.0164m, "USD") with { Key = "app" })
            .File(Amounts(("app", "input_cache_miss_tokens", "0.000002", 5000), ("app", "output_tokens", "0.000008", 800), ("app", "request_count", "", 1)))
            .File(Cost("0.0164")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["matched, high", "currency_mismatch, low"]);
        outcome.Report.GetProperty("totals").GetProperty("delta").GetString().ShouldBe("0");
    }

    [Fact]
    public void Reconcile_TwoCurrenciesInOneFile_AreNotAddedUp()
    {
        const string costs = "user_id,utc_date,model,wallet_type,cost,currency\nu-1,2026-10-07,ds-chat,Paid,0.0164,CNY\nu-1,2026-10-08,ds-chat,Paid,0.5,USD\n";
        var report = New("deepseek").Receipt(Call("r1", "ds-chat", new(5000, 0, 0, 800), 0.0164m, "CNY") with { Key = "app" }).File(costs).Reconcile().Report;

        report.GetProperty("other_totals").EnumerateArray().Append(report.GetProperty("totals"))
            .Select(total => $"{total.GetProperty("provider").GetString()} {total.GetProperty("currency").GetString()}").Order().ShouldBe(["0.0164 CNY", "0.5 USD"]);
    }

    [Fact]
    public void T28_LaterCostFile_Restates()
    {
        var outcome = New("deepseek").Receipt(Call("r1", "ds-chat", new(5000, 0, 0, 800), 0.0164m, "CNY") with { Key = "app" })
            .File(Cost("0.02")).File(Cost("0.0164")).Reconcile().ShouldAddUp();

        outcome.LinesOf("cost").Select(Outcome.Class).ShouldBe(["matched"]);
        var restated = outcome.Report.GetProperty("restated").EnumerateArray().ShouldHaveSingleItem();
        (restated.GetProperty("old").GetString(), restated.GetProperty("new").GetString()).ShouldBe(("0.02", "0.0164"));
    }

    [Fact]
    public void T29_OpenDayAndOneCallNotThereYet_IsPending()
    {
        var it = new Case("openai")
        {
            Parameters = new() { Provider = "openai", Prices = Case.Prices, FinalThrough = new DateTimeOffset(2026, 10, 7, 12, 0, 0, TimeSpan.Zero) },
        };
        var line = it.Receipt(Call("r1", "mx-small", new(1000, 0, 0, 200), 0)).Receipt(Call("r2", "mx-small", new(300, 0, 0, 100), 0))
            .File(Usage(0, "mx-small", 1000, 0, 0, 200, 1)).Reconcile().Lines.ShouldHaveSingleItem();

        Outcome.Summary(line).ShouldBe("pending, in -300 out -100, low");
        line.GetProperty("requests_delta").GetInt64().ShouldBe(-1);
    }

    [Theory]
    [InlineData("0.5", "within_tolerance, in +10, high")]
    [InlineData("0", "token_drift, in +10, high")]
    public void T30_FewTokensMore_DependsOnTheTolerance(string percent, string expected)
    {
        var it = new Case("openai")
        {
            Parameters = new()
            {
                Provider = "openai",
                Prices = Case.Prices,
                TokenTolerancePercent = decimal.Parse(percent, System.Globalization.CultureInfo.InvariantCulture),
            },
        };
        Lines(it.Receipt(Call("r1", "mx-small", new(5000, 0, 0, 800), 0)).File(Usage(0, "mx-small", 5010, 0, 0, 800, 1))).ShouldBe([expected]);
    }

    [Fact]
    public void Run_NoWriteCounterInTheFile_ComparesWritesAsInput() => Lines(
        New("openai").Receipt(Call("r1", "mx-small", new(400, 500, 100, 50), 0)).File(Usage(0, "mx-small", 1000, 500, null, 50, 1))).ShouldBe(["matched, high"]);

    [Fact]
    public void Run_SnapshotOfTheModelInTheFile_IsTheModel()
    {
        var outcome = New("openai").Receipt(Call("r1", "mx-small", new(400, 0, 0, 50), 0)).File(Usage(0, "mx-small-2026-07-18", 400, 0, 0, 50, 1)).Reconcile();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["matched, high"]);
        outcome.Report.GetProperty("params").GetProperty("models").GetProperty("mx-small").GetString().ShouldBe("mx-small-2026-07-18");
    }

    [Fact]
    public void Run_FileWithoutModels_ComparesAllModelsTogether() => Lines(
        New("openai").Receipt(Call("r1", "mx-small", new(400, 0, 0, 50), 0)).Receipt(Call("r2", "mx-large", new(600, 0, 0, 50), 0))
            .File(Usage(0, null, 1000, 0, 0, 100, 2))).ShouldBe(["matched, high"]);

    [Fact]
    public void Run_DayWithoutAnyRow_IsMissingAtProvider() => Lines(
        New("openai").Receipt(Call("r1", "mx-small", new(400, 0, 0, 50), 0.0003m)).File(Usage(1, "mx-small", 0, 0, 0, 0, 0)))
        .ShouldBe(["missing_at_provider, in -400 out -50, high", "nil, high"]);

    [Fact]
    public void Run_DaysOfAnotherZone_AreSuspectedAndNotMoved()
    {
        // The file's days are Beijing's: each begins eight hours before it says.
        var it = New("openai");
        var sums = new int[6];
        for (var i = 0; i < 5 * 24; i++)
        {
            var end = Case.Time("2026-10-07T00:30:00Z") + (i * 3_600_000L);
            it.Receipt(Call(FormattableString.Invariant($"r{i}"), "mx-small", new(100 + (i * i), 0, 0, 1), 0) with { Order = i, Start = end - 1000, End = end });
            sums[(i + 8) / 24] += 100 + (i * i);
        }

        for (var day = 0; day < 5; day++)
        {
            it.File(Usage(day, "mx-small", sums[day], 0, 0, day == 0 ? 16 : 24, day == 0 ? 16 : 24));
        }

        var outcome = it.Reconcile();

        outcome.Report.GetProperty("zone_suspect").EnumerateArray().ShouldHaveSingleItem().GetProperty("zone").GetString().ShouldBe("+08:00");
        outcome.Status.ShouldBe("differences");
    }

    [Fact]
    public void Run_DaysThatOnlyDiffer_SuspectNoZone()
    {
        var it = New("openai");
        for (var day = 0; day < 5; day++)
        {
            var end = Case.Time("2026-10-07T12:00:00Z") + (day * 86_400_000L);
            it.Receipt(Call(FormattableString.Invariant($"r{day}"), "mx-small", new(100 + day, 0, 0, 1), 0) with { Start = end - 1000, End = end });
            it.File(Usage(day, "mx-small", 900 + (day * 7), 0, 0, 1, 1));
        }

        it.Reconcile().Report.GetProperty("zone_suspect").GetArrayLength().ShouldBe(0);
    }

    private static IEnumerable<string> Lines(Case it) => it.Reconcile().ShouldAddUp().Lines.Select(Outcome.Summary);

    private static Case New(string provider) => new(provider)
    {
        Parameters = new() { Provider = provider, Prices = Case.Prices, CompareKeys = provider == "deepseek" },
    };

    private static Case Anthropic() => New("anthropic").Receipt(Call("r1", "mx-large", new(10000, 20000, 4000, 1500), 0.0735m));

    private static ExpectedAttempt Abort() => Call("r2", "mx-small", new(2000, 0, 0, 30), 0) with { Outcome = AttemptEnd.Aborted, CountedByProvider = false, MaxOutput = 600 };

    private static ExpectedAttempt Call(string receipt, string model, TokenClasses tokens, decimal cost, string currency = "USD") => new()
    {
        Receipt = receipt,
        Number = 1,
        Order = receipt[1],
        Model = model,
        Tokens = tokens,
        Start = Case.Time("2026-10-07T10:00:00Z"),
        End = Case.Time("2026-10-07T10:00:02Z"),
        Outcome = AttemptEnd.Ok,
        CountedByProvider = true,
        Cost = cost,
        Currency = currency,
    };

    private static string Usage(int day, string? model, int input, int cached, int? written, int output, int requests) => Page(day, $$"""
        {"object":"organization.usage.completions.result","input_tokens":{{input}},"input_cached_tokens":{{cached}},
         {{(written is null ? "" : $"\"input_cache_write_tokens\":{written},\"input_uncached_tokens\":{input - cached - written},")}}
         "output_tokens":{{output}},"num_model_requests":{{requests}},"api_key_id":"key_1","model":{{(model is null ? "null" : $"\"{model}\"")}}}
        """);

    private static string Costs(int day, string amount) => Page(
        day, $$"""{"object":"organization.costs.result","amount":{"value":{{amount}},"currency":"usd"},"line_item":"all","project_id":"proj_a"}""");

    private static string Page(int day, string result) => $$"""
        {"object":"page","data":[{"object":"bucket","start_time":{{FirstDay + (day * 86400)}},"end_time":{{FirstDay + ((day + 1) * 86400)}},"results":[{{result}}]}],
         "has_more":false,"next_page":null}
        """;

    private static string AnthropicUsage(int input, int read, int written, int writtenLong, int output) => AnthropicPage($$"""
        {"uncached_input_tokens":{{input}},"cache_read_input_tokens":{{read}},"output_tokens":{{output}},"api_key_id":"apikey_1","model":"mx-large",
         "cache_creation":{"ephemeral_5m_input_tokens":{{written}},"ephemeral_1h_input_tokens":{{writtenLong}} } }
        """);

    private static string AnthropicCost(string written) => AnthropicPage(string.Join(',', new[]
    {
        ("3", "uncached_input_tokens"), ("0.6", "cache_read_input_tokens"), (written, "cache_creation"), ("2.25", "output_tokens"),
    }.Select(row => $$"""
        {"amount":"{{row.Item1}}","currency":"USD","cost_type":"tokens","description":"{{row.Item2}}","model":"mx-large","token_type":"{{row.Item2}}"}
        """)));

    private static string AnthropicPage(string results) => $$"""
        {"data":[{"starting_at":"2026-10-07T00:00:00Z","ending_at":"2026-10-08T00:00:00Z","results":[{{results}}]}],"has_more":false,"next_page":null}
        """;

    private static string Amounts(params (string Key, string Type, string Price, int Amount)[] rows) =>
        "user_id,utc_date,model,api_key_name,api_key,type,price,amount\n"
        + string.Concat(rows.Select(row => $"u-1,2026-10-07,ds-chat,{row.Key},sk-1***9,{row.Type},{row.Price},{row.Amount}\n"));

    private static string Cost(string cost) => $"user_id,utc_date,model,wallet_type,cost,currency\nu-1,2026-10-07,ds-chat,Paid,{cost},CNY\n";
}
