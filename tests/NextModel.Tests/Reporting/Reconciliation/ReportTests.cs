using System.Globalization;
using System.Text;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Tests.Reporting.Reconciliation;

public sealed class ReportTests
{
    [Fact]
    public void T31_SameCaseTwiceUnderOtherCultureAndMemory_IsTheSameToTheByte()
    {
        var calls = new RandomCalls(new Random(31), 500);
        var first = Run(calls, SpillSpace.DefaultMaxInMemory);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            // Culture data is not in this build, so that the numbers are written otherwise must be said here.
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat.NumberDecimalSeparator = ",";
            other.NumberFormat.NegativeSign = "minus";
            other.DateTimeFormat.TimeSeparator = ".";
            CultureInfo.CurrentCulture = other;

            Run(calls, 7).ShouldBe(first);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    [Trait("tier", "nightly")]
    public void T32_AMillionAttemptsAndRows_InBoundedMemoryAsTheSmallEngineSays()
    {
        const int Count = 1_000_000;
        long peak = 0;
        using var space = new SpillSpace(Path.GetTempPath(), TimeProvider.System);
        using var reconciler = new Reconciler(new ReconciliationParameters { Provider = "openrouter" }, space);
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++)
        {
            reconciler.Add(Row(Count - 1 - i));
            Note(i);
        }

        reconciler.EndRows().ShouldBeNull();
        for (var i = 0; i < Count; i++)
        {
            reconciler.Add(Attempt(i));
            Note(i);
        }

        var report = reconciler.Finish([], null, TestContext.Current.CancellationToken);
        Note(0);

        // What the small engine finds in one thousandth of it, which has the same differences.
        report.Counts.ToDictionary(count => count.Key, count => count.Value).ShouldBe(Small().ToDictionary(count => count.Key, count => count.Value * 1000));
        peak.ShouldBeLessThan(before + (400L << 20));

        void Note(int i) => peak = i % 50_000 == 0 ? Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false)) : peak;
    }

    [Theory]
    [InlineData("12.34", true, true)]
    [InlineData("12.36", false, true)]
    [InlineData("13.40", false, false)]
    public void T33_InvoiceBesideItsUsage_IsGradedTwice(string amount, bool strict, bool focus)
    {
        var check = new InvoiceCheck("USD", 12.344m, 3, decimal.Parse(amount, CultureInfo.InvariantCulture));

        (check.IsStrict, check.IsFocus).ShouldBe((strict, focus));
    }

    [Fact]
    public void Write_TextFromFiles_IsEscapedInMarkdown()
    {
        var it = new Case("openrouter").Receipt(Attempt(0)).File(
            """{"id":"<img src=x onerror=alert(1)>|x","created_at":"2026-10-05T10:00:00Z","model":"<b>","native_tokens_prompt":1,"native_tokens_completion":1,"total_cost":1}""",
            "<i>.json");

        it.Markdown().ShouldContain("\\<img src=x onerror=alert(1)\\>\\|x");
    }

    [Fact]
    public void Write_Report_EndsInTheThreeNumbers()
    {
        var text = Encoding.UTF8.GetString(Run(new RandomCalls(new Random(5), 50), 100));

        text.ShouldMatch("""(?s)"result":\{"currency":"USD","matched":\{.*\},"explained":\{.*\},"unexplained":\{[^}]*\}\}\}\n$""");
    }

    [Fact]
    public void EndRows_CallsAndTotalsTogether_AreRefused()
    {
        using var space = new SpillSpace(Path.GetTempPath(), TimeProvider.System);
        using var reconciler = new Reconciler(new ReconciliationParameters { Provider = "openrouter" }, space);
        reconciler.Add(Row(1));
        reconciler.Add(new ProviderRow { Kind = ProviderRowKind.Cost, Start = 0, End = 10, Cost = 1, Currency = "USD" });

        reconciler.EndRows().ShouldNotBeNull().ShouldContain("count twice");
    }

    [Fact]
    public void EndRows_HoursAndDaysThatOverlap_AreRefused()
    {
        using var space = new SpillSpace(Path.GetTempPath(), TimeProvider.System);
        using var reconciler = new Reconciler(new ReconciliationParameters { Provider = "openai" }, space);
        reconciler.Add(new ProviderRow { Kind = ProviderRowKind.Cost, Start = 0, End = 86_400_000, Cost = 1, Currency = "USD" });
        reconciler.Add(new ProviderRow { Kind = ProviderRowKind.Cost, Start = 3_600_000, End = 7_200_000, Cost = 1, Currency = "USD" });

        reconciler.EndRows().ShouldNotBeNull().ShouldContain("same bucket width");
    }

    private static byte[] Run(RandomCalls calls, int memory)
    {
        var it = new Case("openrouter") { Parameters = new() { Provider = "openrouter", FinalThrough = RandomCalls.Final, Prices = Case.Prices }, MaxInMemory = memory };
        calls.Attempts.ForEach(attempt => it.Receipt(attempt));
        return it.File(calls.File).Run();
    }

    private static List<KeyValuePair<DifferenceClass, long>> Small()
    {
        using var space = new SpillSpace(Path.GetTempPath(), TimeProvider.System);
        using var reconciler = new Reconciler(new ReconciliationParameters { Provider = "openrouter" }, space);
        for (var i = 0; i < 1000; i++)
        {
            reconciler.Add(Row(i));
        }

        reconciler.EndRows().ShouldBeNull();
        for (var i = 0; i < 1000; i++)
        {
            reconciler.Add(Attempt(i));
        }

        return [.. reconciler.Finish([], null, TestContext.Current.CancellationToken).Counts];
    }

    // Every tenth row is dearer, every hundredth of another call.
    private static ProviderRow Row(int i) => new()
    {
        Kind = ProviderRowKind.Call,
        Start = i * 1000L,
        End = i * 1000L,
        Id = i % 100 == 99 ? FormattableString.Invariant($"other-{i}") : FormattableString.Invariant($"gen-{i}"),
        Model = "mx-small",
        Tokens = new(1000, 0, 0, 100),
        Grouping = TokenGrouping.WritesAsInput,
        Cost = i % 10 == 0 ? 0.0008m : 0.0007m,
        Currency = "USD",
        Identity = (UInt128)i,
    };

    private static ExpectedAttempt Attempt(int i) => new()
    {
        Receipt = FormattableString.Invariant($"rcpt_{i:d8}"),
        Number = 1,
        Order = i + 1,
        Model = "mx-small",
        Tokens = new(1000, 0, 0, 100),
        Start = i * 1000L,
        End = (i * 1000L) + 500,
        Outcome = AttemptEnd.Ok,
        CountedByProvider = true,
        Cost = 0.0007m,
        ResponseId = FormattableString.Invariant($"gen-{i}"),
    };
}
