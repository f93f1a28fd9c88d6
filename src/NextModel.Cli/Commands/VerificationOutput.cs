using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using NextModel.Ledger;

namespace NextModel.Cli.Commands;

/// <summary>Tells what verifying came to, and how far it has come while it lasts.</summary>
internal sealed class VerificationOutput(CommandOutput output, bool json)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long _told = Stopwatch.GetTimestamp();

    /// <summary>A line to standard error now and then.</summary>
    public void Progress(VerificationReport report, long done, long all)
    {
        if (Stopwatch.GetElapsedTime(_told) >= Interval)
        {
            _told = Stopwatch.GetTimestamp();
            output.Note(string.Create(
                CultureInfo.InvariantCulture, $"{report.Receipts} receipts, {(all > 0 ? 100 * done / all : 0)} %, {report.Problems} problems so far"));
        }
    }

    /// <summary>The result, and the exit code for it.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="held">What holds when nothing is wrong: <c>hashes, signatures</c>.</param>
    public int Report(VerificationReport report, string held)
    {
        if (json)
        {
            output.Line(JsonSerializer.Serialize(new
            {
                receipts = report.Receipts,
                valid = report.IsGenuine,
                verified = held.Split(", "),
                problem_count = report.Problems,
                codes = report.ByCode.ToDictionary(code => new ReceiptProblem(code.Key, "").Wire, code => code.Value),
                problems = report.First.Select(finding => new { code = finding.Problem.Wire, message = finding.Problem.Message, where = finding.Where }),
            }));
            return Code(report);
        }

        foreach (var finding in report.First)
        {
            output.Line(finding.ToString());
        }

        if (report.Problems > report.First.Count)
        {
            output.Line($"… and {report.Problems - report.First.Count} more: "
                + string.Join(", ", report.ByCode.Select(code => $"{new ReceiptProblem(code.Key, "").Wire} {code.Value} times")));
        }

        output.Line(report.Problems > 0 ? $"{report.Problems} problems in {report.Receipts} receipts."
            : report.Receipts == 0 ? "There is no receipt to verify."
            : $"{report.Receipts} receipts verified: {held}.");
        return Code(report);
    }

    private static int Code(VerificationReport report) => report.IsGenuine ? ExitCodes.Success : ExitCodes.Failure;
}
