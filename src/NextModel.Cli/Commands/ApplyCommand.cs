using System.CommandLine;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Declaring;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel apply|diff|export</c>: organizations and all that is theirs by one file.</summary>
internal static class ApplyCommand
{
    public static Command CreateApply(CommandOutput output)
    {
        var (file, prune, json) = (FileOption(), PruneOption(), JsonOption());
        var yes = new Option<bool>("--yes") { Description = "Do not ask; for scripts." };
        var command = new Command("apply", "Bring organizations, teams, projects, keys, members, policies, budgets, rate limits and webhooks to what a file says. Prints the plan and asks first.")
        {
            file, prune, yes, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!TryRead(output, parsed.GetValue(file)!, out var text))
            {
                return ExitCodes.Usage;
            }

            var request = new ApplyRequest { File = text, Prune = parsed.GetValue(prune), DryRun = true };
            var (code, plan) = await SendAsync(output, request, cancellationToken);
            if (plan is null)
            {
                return code;
            }

            if (!parsed.GetValue(json))
            {
                Show(output, plan);
            }

            if (plan.Steps.Count > 0)
            {
                if (!parsed.GetValue(yes) && !Confirm(output))
                {
                    return output.Fail("Nothing was done. Answer yes, or pass --yes.", ExitCodes.Usage);
                }

                (code, plan) = await SendAsync(output, request with { DryRun = false, Plan = plan.Plan }, cancellationToken);
                if (plan is null)
                {
                    return code;
                }
            }

            Report(output, plan, parsed.GetValue(json));
            return ExitCodes.Success;
        });
        return command;
    }

    public static Command CreateDiff(CommandOutput output)
    {
        var (file, prune, json) = (FileOption(), PruneOption(), JsonOption());
        var command = new Command("diff", "Say what apply would do, and do nothing. Exit code 1 when there is a difference.") { file, prune, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!TryRead(output, parsed.GetValue(file)!, out var text))
            {
                return ExitCodes.Usage;
            }

            var request = new ApplyRequest { File = text, Prune = parsed.GetValue(prune), DryRun = true };
            var (code, plan) = await SendAsync(output, request, cancellationToken);
            if (plan is null)
            {
                return code;
            }

            if (parsed.GetValue(json))
            {
                output.Json(plan, AdminJsonContext.Default.ApplyResult);
            }
            else
            {
                Show(output, plan);
            }

            return plan.Steps.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    public static Command CreateExport(CommandOutput output)
    {
        var file = new Option<string?>("-f", "--file") { Description = "File to write; standard output unless given." };
        var organization = new Option<string?>("--organization") { Description = "Only this organization, by name; all unless given." };
        var command = new Command("export", "Write what there is as a file that apply takes. It holds no secrets.") { file, organization };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(organization);
            var path = "/api/admin/v1/export" + (name is null ? "" : "?organization=" + Uri.EscapeDataString(name));
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync<object, ExportResult>(
                    HttpMethod.Get, path, null, null, AdminJsonContext.Default.ExportResult, cancellationToken),
                operations => ValueTask.FromResult(operations.Declarations.Export(name)),
                result =>
                {
                    if (parsed.GetValue(file) is { Length: > 0 } target)
                    {
                        File.WriteAllText(target, result.File);
                    }
                    else
                    {
                        output.Results.Write(result.File);
                    }
                },
                cancellationToken);
        });
        return command;
    }

    private static async Task<(int Code, ApplyResult? Result)> SendAsync(
        CommandOutput output, ApplyRequest request, CancellationToken cancellationToken)
    {
        ApplyResult? result = null;
        var code = await ServerOrDatabase.RunAsync(
            output,
            client => client.SendAsync(
                HttpMethod.Post, "/api/admin/v1/apply", request, AdminJsonContext.Default.ApplyRequest, AdminJsonContext.Default.ApplyResult, cancellationToken),
            operations => operations.Declarations.ApplyAsync(Administrator.CommandLine, request, cancellationToken),
            answer => result = answer,
            cancellationToken);
        return (code, result);
    }

    private static void Show(CommandOutput output, ApplyResult plan)
    {
        foreach (var step in plan.Steps)
        {
            var sign = step.Action switch
            {
                "create" => '+',
                "change" or "set" or "restore" => '~',
                _ => '-',
            };
            output.Line($"{sign} {step}");
        }

        foreach (var kept in plan.Kept)
        {
            output.Note($"  kept, though not in the file: {kept} (--prune takes it away)");
        }

        output.Line(plan.Steps.Count == 0 ? "Nothing to do: the installation is as the file says." : $"{plan.Steps.Count} steps.");
    }

    private static void Report(CommandOutput output, ApplyResult result, bool json)
    {
        if (json)
        {
            output.Json(result, AdminJsonContext.Default.ApplyResult);
            return;
        }

        if (result.Applied)
        {
            output.Note($"{result.Steps.Count} steps were made.{(result.Keys.Count + result.WebhookSecrets.Count == 0 ? "" : " Keys and secrets are shown only now:")}");
        }

        foreach (var key in result.Keys)
        {
            output.Line($"{key.Path} {key.RawKey}");
        }

        foreach (var webhook in result.WebhookSecrets)
        {
            output.Line($"{webhook.Path} {webhook.Secret}");
        }
    }

    private static bool Confirm(CommandOutput output)
    {
        if (Console.IsInputRedirected)
        {
            return false;
        }

        output.Note("Make these changes? [y/N]");
        return Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static bool TryRead(CommandOutput output, string file, out string text)
    {
        text = "";
        if (!File.Exists(file))
        {
            output.Fail($"There is no file '{file}'.", ExitCodes.Usage);
            return false;
        }

        text = File.ReadAllText(file);
        return true;
    }

    private static Option<string> FileOption() => new("-f", "--file") { Description = "The file, YAML or JSON.", Required = true };

    private static Option<bool> PruneOption() => new("--prune")
    {
        Description = "In the organizations that the file names, archive, revoke or remove what it does not name.",
    };

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}
