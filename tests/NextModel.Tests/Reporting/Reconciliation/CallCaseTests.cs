using NextModel.Reporting.Reconciliation;

namespace NextModel.Tests.Reporting.Reconciliation;

/// <summary>The acceptance cases of single calls; the base call has 1,200 tokens in, 300 out and costs 0.0012.</summary>
public sealed class CallCaseTests
{
    private static readonly DateTimeOffset Final = new(2026, 10, 6, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void T01_SameIdTokensAndCost_IsMatched()
    {
        var outcome = Base().File(Row("gen-1")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["matched, high"]);
        outcome.Status.ShouldBe("reconciled");
    }

    [Fact]
    public void T02_CostRoundedByProvider_IsRounding() => Lines(
        New().Receipt(Call() with { Tokens = new(1201, 0, 0, 301), Cost = 0.0012025m }).File(Row("gen-1", prompt: 1201, output: 301, cost: "0.001203")))
        .ShouldBe(["rounding, 0.0000005, high"]);

    [Fact]
    public void T03_OtherCost_IsPriceDrift()
    {
        var outcome = Base().File(Row("gen-1", cost: "0.00132")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["price_drift, 0.00012, high"]);
        outcome.Status.ShouldBe("differences");
    }

    [Fact]
    public void T04_OtherOutput_IsTokenDrift() =>
        Lines(Base().File(Row("gen-1", output: 307, cost: "0.001214"))).ShouldBe(["token_drift, out +7, 0.000014, high"]);

    [Fact]
    public void T05_OtherSplitOfInput_IsCachedClass() =>
        Lines(Base().File(Row("gen-1", cached: 1000, cost: "0.00075"))).ShouldBe(["cached_class, in+cw -1000 cr +1000, -0.00045, high"]);

    [Fact]
    public void T06_NoRowAndFinal_IsMissingAtProvider() => Lines(
        Base(Final).Receipt(Call("r2", "gen-2")).File(Row("gen-2")))
        .ShouldBe(["missing_at_provider, in+cw -1200 out -300, -0.0012, high", "matched, high"]);

    [Fact]
    public void T07_NoRowAndNotFinal_IsPending()
    {
        var outcome = Base(new DateTimeOffset(2026, 10, 5, 9, 59, 0, TimeSpan.Zero)).Receipt(Call("r2", "gen-2")).File(Row("gen-2")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["pending, in+cw -1200 out -300, -0.0012, low", "matched, high"]);
        outcome.Status.ShouldBe("incomplete");
    }

    [Fact]
    public void T08_RowWithoutAttempt_IsMissingHere() => Lines(
        Base().File(Row("gen-1") + Row("gen-9", prompt: 500, output: 50, cost: "0.00035")))
        .ShouldBe(["matched, high", "missing_here, in+cw +500 out +50, 0.00035, high"]);

    [Fact]
    public void T09_TokensWithoutCost_IsFreeTier()
    {
        var outcome = Base().File(Row("gen-1", cost: "0")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["free_tier, -0.0012, high"]);
        outcome.Status.ShouldBe("explained");
    }

    [Fact]
    public void T10_AbortedAndCharged_IsAbortedStreamBilled()
    {
        var line = New().Receipt(Aborted()).File(Row("gen-1", prompt: 1013, output: 212, cost: "0.0009305")).Reconcile().ShouldAddUp().Lines.ShouldHaveSingleItem();

        Outcome.Summary(line).ShouldBe("aborted_stream, in+cw +13 out +172, 0.0003505, high");
        line.GetProperty("billed").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void T11_AbortedAndNotCharged_IsAbortedStreamNotBilled()
    {
        var line = New(Final).Receipt(Aborted()).Receipt(Call("r2", "gen-2")).File(Row("gen-2")).Reconcile().ShouldAddUp().Lines[0];

        Outcome.Summary(line).ShouldBe("aborted_stream, in+cw -1000 out -40, -0.00058, medium");
        line.GetProperty("billed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public void T12_TimeoutChargedBesideTheAnswer_IsRetryBilledTwice() => Lines(
        New().Receipt(
            Call("r1", "gen-1") with { Outcome = AttemptEnd.Timeout, Tokens = default, Cost = 0, Sibling = new(1200, 0, 0, 300) },
            Call("r1", "gen-2") with { Number = 2 })
        .File(Row("gen-1", prompt: 1200, output: 280, cost: "0.00116") + Row("gen-2")))
        .ShouldBe(["retry_billed_twice, in+cw +1200 out +280, 0.00116, high", "matched, high"]);

    [Fact]
    public void T13_ErrorCharged_IsFailedButCharged() => Lines(
        New().Receipt(Call() with { Outcome = AttemptEnd.Error, Tokens = default, Cost = 0 }).File(Row("gen-1", prompt: 600, output: 150, cost: "0.0006")))
        .ShouldBe(["failed_but_charged, in+cw +600 out +150, 0.0006, high"]);

    [Fact]
    public void T14_NoIdAndOneRowOfTheSecond_IsMatchedMedium() => Lines(
        New().Receipt(Call() with { ResponseId = null }).File(Row("gen-1"))).ShouldBe(["matched, medium"]);

    [Fact]
    public void T14_TwoRowsOfTheSecond_AreNotGuessed() => Lines(
        New().Receipt(Call() with { ResponseId = null }).File(Row("gen-1") + Row("gen-2")))
        .ShouldBe(["missing_at_provider, in+cw -1200 out -300, -0.0012, high", .. Enumerable.Repeat("missing_here, in+cw +1200 out +300, 0.0012, high", 2)]);

    [Fact]
    public void T15_ReplayWithoutAttempts_HasNoLine() =>
        Lines(Base().Receipt().File(Row("gen-1"))).ShouldBe(["matched, high"]);

    [Fact]
    public void T16_FileTwiceThenAnother_CountsOnceAndRestates()
    {
        var outcome = Base().File(Row("gen-1"), "a").File(Row("gen-1"), "again").File(Row("gen-1", cost: "0.0011"), "b").Reconcile().ShouldAddUp();

        outcome.Report.GetProperty("imports").EnumerateArray().Select(import => import.GetProperty("status").GetString())
            .ShouldBe(["imported", "already_imported", "imported"]);
        var restated = outcome.Report.GetProperty("restated").EnumerateArray().ShouldHaveSingleItem();
        (restated.GetProperty("subject").GetString(), restated.GetProperty("field").GetString(), restated.GetProperty("old").GetString(), restated.GetProperty("new").GetString())
            .ShouldBe(("gen-1", "cost", "0.0012", "0.0011"));
        outcome.Lines.Select(Outcome.Summary).ShouldBe(["price_drift, -0.0001, high"]);
    }

    [Fact]
    public void Run_IdOfTheHeader_PairsWhereTheAnswerHadNone() => Lines(
        New().Receipt(Call() with { ResponseId = null, RequestId = "gen-1" }).File(Row("gen-1"))).ShouldBe(["matched, high"]);

    [Fact]
    public void Run_TwoAttemptsOfOneId_OnlyTheFirstIsPaired() => Lines(
        Base(Final).Receipt(Call("r2", "gen-1")).File(Row("gen-1")))
        .ShouldBe(["matched, high", "missing_at_provider, in+cw -1200 out -300, -0.0012, high"]);

    [Fact]
    public void Run_PriceNotKnownHere_IsUnpriced() => Lines(
        New().Receipt(Call() with { Cost = null }).File(Row("gen-1"))).ShouldBe(["unpriced, 0.0012, high"]);

    [Fact]
    public void Run_OtherCurrency_IsOutOfTheTotals()
    {
        var outcome = New().Receipt(Call() with { Currency = "CNY" }).File(Row("gen-1")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["currency_mismatch, low"]);
        outcome.Report.GetProperty("totals").GetProperty("provider").GetString().ShouldBe("0");
    }

    [Fact]
    public void Run_RowTwiceInOneFile_CountsOnce()
    {
        var outcome = Base().File(Row("gen-1") + Row("gen-1")).Reconcile().ShouldAddUp();

        outcome.Lines.Select(Outcome.Summary).ShouldBe(["matched, high"]);
        outcome.Report.GetProperty("duplicate_rows").GetInt64().ShouldBe(1);
    }

    private static IEnumerable<string> Lines(Case it) => it.Reconcile().ShouldAddUp().Lines.Select(Outcome.Summary);

    private static Case New(DateTimeOffset? final = null) => new("openrouter")
    {
        Parameters = new ReconciliationParameters { Provider = "openrouter", Prices = Case.Prices, FinalThrough = final },
    };

    private static Case Base(DateTimeOffset? final = null) => New(final).Receipt(Call());

    private static ExpectedAttempt Call(string receipt = "r1", string response = "gen-1") => new()
    {
        Receipt = receipt,
        Number = 1,
        Order = receipt[1],
        Model = "mx-small",
        Tokens = new(1200, 0, 0, 300),
        Start = Case.Time("2026-10-05T10:00:00Z"),
        End = Case.Time("2026-10-05T10:00:02Z"),
        Outcome = AttemptEnd.Ok,
        CountedByProvider = true,
        Cost = 0.0012m,
        ResponseId = response,
    };

    private static ExpectedAttempt Aborted() => Call() with
    {
        Outcome = AttemptEnd.Aborted,
        CountedByProvider = false,
        Tokens = new(1000, 0, 0, 40),
        Cost = 0.00058m,
        MaxOutput = 400,
    };

    private static string Row(string id, int prompt = 1200, int cached = 0, int output = 300, string cost = "0.0012") =>
        $$"""{"id":"{{id}}","created_at":"2026-10-05T10:00:00Z","model":"mx-small","native_tokens_prompt":{{prompt}},"native_tokens_cached":{{cached}},"native_tokens_completion":{{output}},"total_cost":{{cost}},"cancelled":false}"""
        + "\n";
}
