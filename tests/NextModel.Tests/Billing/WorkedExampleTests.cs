using System.Text.RegularExpressions;
using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Metering;
using static NextModel.Tests.Billing.Figures;

namespace NextModel.Tests.Billing;

/// <summary>Recomputes the worked example of the page, from the numbers on the page.</summary>
public sealed partial class WorkedExampleTests
{
    private const string Page = "docs/concepts/metering-and-charging.md";

    [Fact]
    public void Page_WorkedExample_IsWhatTheCalculatorSays()
    {
        var rows = Rows();
        var tokens = Lines(rows).ToDictionary(line => line.Item, line => line.Tokens);
        var prices = Lines(rows).ToDictionary(line => line.Item, line => line.UnitPrice);
        var rate = rows.Single(row => row.What.StartsWith("exchange rate", StringComparison.Ordinal));
        var discount = Row(rows, "discount rate");
        var perDollar = Parse(rate.What.Split('÷')[1].Split(',')[0]);
        var terms = new ChargeTerms(
            new Price("v1", "CNY", prices["input"], prices["cached_input"], prices["output"]), "USD", Parse(discount.Replay),
            FxRate.Cross("CNY", perDollar, "USD", 1m, new DateOnly(2026, 11, 21)));
        var usage = new Usage(UsageSource.Provider, tokens["input"] + tokens["cached_input"], tokens["cached_input"], 0, tokens["output"], 0);

        Parse(rate.Fresh).ShouldBe(terms.Fx!.Rate);
        rate.Replay.ShouldBe(rate.Fresh);
        discount.Fresh.ShouldBe("0");
        Check(ServeMode.Fresh, row => row.Fresh);
        Check(ServeMode.ExactCache, row => row.Replay);

        void Check(ServeMode mode, Func<ExampleRow, string> column)
        {
            ChargeCalculator.Calculate(usage, mode, terms).TryGet(out var charge, out _).ShouldBeTrue();
            var lines = charge!.Lines.ToDictionary(line => line.Item, line => line.Amount);
            foreach (var (item, _, _) in Lines(rows))
            {
                column(Row(rows, $"`{item}`:")).ShouldBe(Money.FormatExact(lines[item]), item);
            }

            column(Row(rows, "`rounding`")).ShouldBe(Money.FormatExact(lines["rounding"]));
            column(Row(rows, "Σ lines")).ShouldBe(Money.FormatExact(charge.Amount - lines["rounding"]));
            column(Row(rows, "`amount`")).ShouldBe(Money.FormatAmount(charge.Amount));
            column(Row(rows, "`list_amount`")).ShouldBe(Money.FormatAmount(charge.ListAmount));
            column(Row(rows, "`discount`")).ShouldBe(Money.FormatAmount(charge.Discount));
        }
    }

    private static ExampleRow Row(IEnumerable<ExampleRow> rows, string begins) =>
        rows.Single(row => row.What.StartsWith(begins, StringComparison.Ordinal));

    private static IEnumerable<(string Item, long Tokens, decimal UnitPrice)> Lines(IEnumerable<ExampleRow> rows) =>
        from row in rows
        let match = LineOfArithmetic().Match(row.What)
        where match.Success
        select (match.Groups[1].Value, long.Parse(match.Groups[2].Value), Parse(match.Groups[3].Value));

    private static List<ExampleRow> Rows()
    {
        var text = File.ReadAllText(Path.Combine(Root(), Page));
        var table = text[text.IndexOf("<!-- worked example", StringComparison.Ordinal)..];
        return
        [
            .. from line in table.Split('\n').SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Skip(2)
               let cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries)
               select new ExampleRow(cells[0], cells[1], cells[2]),
        ];
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "NextModel.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No NextModel.slnx above {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"^`(\w+)`: (\d+) × ([\d.]+) ÷ 1,000,000")]
    private static partial Regex LineOfArithmetic();

    private sealed record ExampleRow(string What, string Fresh, string Replay);
}
