using System.Globalization;
using System.Text.Json;

namespace NextModel.Tests.Reporting.Reconciliation;

/// <summary>A report, asked for its lines.</summary>
internal sealed class Outcome(JsonElement report)
{
    public JsonElement Report => report;

    public string Status => report.GetProperty("status").GetString()!;

    public JsonElement[] Lines => [.. report.GetProperty("lines").EnumerateArray()];

    /// <summary>Tokens or cost lines of totals.</summary>
    public JsonElement[] LinesOf(string kind) => [.. Lines.Where(line => line.TryGetProperty("line", out var it) && it.GetString() == kind)];

    public static string Class(JsonElement line) => line.GetProperty("class").GetString()!;

    public static string Tokens(JsonElement line) =>
        string.Join(' ', line.GetProperty("tokens_delta").EnumerateObject().Select(group => $"{group.Name} {group.Value.GetInt64():+0;-0}"));

    /// <summary>Class, token difference, cost difference, confidence: what the case's table says of a line.</summary>
    public static string Summary(JsonElement line)
    {
        var parts = new List<string> { Class(line) };
        if (line.TryGetProperty("tokens_delta", out _) && Tokens(line) is { Length: > 0 } tokens)
        {
            parts.Add(tokens);
        }

        if (line.TryGetProperty("cost_delta", out var cost) && cost.GetString() != "0")
        {
            parts.Add(cost.GetString()!);
        }

        parts.Add(line.GetProperty("confidence").GetString()!);
        return string.Join(", ", parts);
    }

    /// <summary>The sums of the lines are the totals, and the three numbers are all of it.</summary>
    public Outcome ShouldAddUp()
    {
        var totals = report.GetProperty("totals");
        Money(totals, "delta").ShouldBe(Lines.Where(line => line.TryGetProperty("cost_delta", out _)).Sum(line => Money(line, "cost_delta")));
        var result = report.GetProperty("result");
        string[] verdicts = ["matched", "explained", "unexplained"];
        verdicts.Sum(verdict => result.GetProperty(verdict).GetProperty("lines").GetInt64()).ShouldBe(Lines.Length);
        verdicts.Sum(verdict => Money(result.GetProperty(verdict), "provider")).ShouldBe(Money(totals, "provider"));
        verdicts.Sum(verdict => Money(result.GetProperty(verdict), "ours")).ShouldBe(Money(totals, "ours"));
        return this;
    }

    private static decimal Money(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
