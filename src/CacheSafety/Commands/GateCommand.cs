using System.CommandLine;
using CacheSafety.Gating;

namespace CacheSafety.Commands;

/// <summary><c>gate</c>: a JSON report against limits, by exit code.</summary>
internal static class GateCommand
{
    public static Command Create(BenchConsole console)
    {
        var file = new Argument<string>("file") { Description = "A JSON report, written by --out." };
        var command = new Command("gate", "Judge a JSON report: exit code 0 passed, 1 failed, 2 inconclusive.") { file };
        var limits = new LimitOptions(withMoney: false).AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (await ReportFile.ReadAsync(parsed.GetValue(file)!, console, cancellationToken) is not { } report)
            {
                return BenchExit.Usage;
            }

            var gate = Gate.Judge(report, limits.LimitsOf(parsed));
            ReportTables.Gate(console, gate);
            return BenchExit.Of(gate.Outcome);
        });
        return command;
    }
}
