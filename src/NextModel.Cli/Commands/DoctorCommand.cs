using System.CommandLine;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Hosting;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel doctor</c>: what is wrong here, and how to mend it.</summary>
internal static class DoctorCommand
{
    public static Command Create(CommandOutput output)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command("doctor", "Check configuration, data, database and sources. Exit code 1 when something is wrong.") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var doctor = new Doctor(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, TimeProvider.System);
            var findings = await doctor.ExamineAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                output.Json(findings, AdminJsonContext.Default.IReadOnlyListFinding);
            }
            else
            {
                foreach (var finding in findings)
                {
                    output.Line($"{finding.Level,-8} {finding.Check,-14} {finding.Message}");
                    if (finding.Fix is not null)
                    {
                        output.Line($"{"",-23} fix: {finding.Fix}");
                    }
                }
            }

            return findings.Any(f => f.Level == "error") ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }
}
