using System.CommandLine;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel serve</c>: the gateway, until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Create(CommandOutput output)
    {
        var command = new Command("serve", "Start the gateway. Stops on SIGTERM or Ctrl+C, after the requests in flight have ended.");
        var slow = new Option<string?>("--slow-request")
        {
            Description = "Log requests that take longer than this, such as 2s or 500ms, with where the time went.",
        };
        command.Options.Add(slow);
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(output, parsed.GetValue(slow), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandOutput output, string? slow, CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (slow is not null)
        {
            if (!DurationText.TryParse(slow, out var limit))
            {
                return output.Fail($"--slow-request '{slow}' is not a duration. {DurationText.Hint}", ExitCodes.Usage);
            }

            installation = installation with { SlowRequest = limit };
        }

        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        try
        {
            await using var opened = await OpenInstallation.OpenAsync(
                installation, Environment.GetEnvironmentVariable, TimeProvider.System, problems, cancellationToken);
            if (opened is null)
            {
                return output.Refuse(problems);
            }

            var bootstrap = await FirstStart.BootstrapAsync(opened, Environment.GetEnvironmentVariable("NEXTMODEL_BOOTSTRAP_KEY"), cancellationToken);
            if (!bootstrap.TryGet(out var start, out var refusal))
            {
                return output.Fail(refusal.Message, ExitCodes.Usage);
            }

            await using var gateway = await GatewayApplication.StartAsync(opened, cancellationToken);
            using var reload = ReloadSignal.Listen(opened);
            foreach (var line in StartText.Write(opened, gateway, start))
            {
                output.Line(line);
            }

            await gateway.WaitForShutdownAsync(cancellationToken);
            return opened.Ledger.Admission.IsClosed ? ExitCodes.LedgerFailed : ExitCodes.Success;
        }
        catch (IOException error)
        {
            return output.Fail($"{error.Message} Is another program listening on {installation.Urls[0]}? Set NEXTMODEL_URLS to listen elsewhere.", ExitCodes.Unavailable);
        }
        catch (Exception error) when (error is InvalidOperationException or InvalidDataException)
        {
            return output.Fail(error.Message, ExitCodes.Unavailable);
        }
    }
}
