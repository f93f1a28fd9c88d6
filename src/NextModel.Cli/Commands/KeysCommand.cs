using System.CommandLine;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel keys create|list|revoke</c>.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandOutput output) => new("keys", "Make, list and revoke API keys.")
    {
        CreateCreate(output),
        CreateList(output),
        CreateRevoke(output),
    };

    private static Command CreateCreate(CommandOutput output)
    {
        var organization = new Option<string>("--organization") { Description = "Organization name.", DefaultValueFactory = _ => "default" };
        var team = new Option<string>("--team") { Description = "Team of a project that is made.", DefaultValueFactory = _ => "default" };
        var project = new Option<string>("--project") { Description = "Project name.", Required = true };
        var name = new Option<string>("--name") { Description = "What the key is called.", Required = true };
        var environment = new Option<string>("--environment") { Description = "Label such as production.", DefaultValueFactory = _ => "" };
        var workload = new Option<string>("--workload") { Description = "Label of what the key is used for.", DefaultValueFactory = _ => "" };
        var create = new Option<bool>("--create") { Description = "Make organization, team and project when they are missing." };
        var json = JsonOption();
        var command = new Command("create", "Make a key. The raw key is printed once, alone on the last line.")
        {
            organization, team, project, name, environment, workload, create, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new CreateKeyRequest
            {
                Organization = parsed.GetValue(organization)!,
                Team = parsed.GetValue(team)!,
                Project = parsed.GetValue(project)!,
                Name = parsed.GetValue(name)!,
                Environment = parsed.GetValue(environment)!,
                Workload = parsed.GetValue(workload)!,
                Create = parsed.GetValue(create),
            };
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync(
                    HttpMethod.Post, "/api/admin/v1/keys", request, AdminJsonContext.Default.CreateKeyRequest, AdminJsonContext.Default.KeyView, cancellationToken),
                operations => operations.CreateKeyAsync(Administrator.CommandLine, request, cancellationToken),
                key =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(key, AdminJsonContext.Default.KeyView);
                        return;
                    }

                    output.Note($"Key '{key.Name}' ({key.Id}) for project '{key.Project}' of '{key.Organization}'. It is shown only now:");
                    output.Line(key.RawKey!);
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateList(CommandOutput output)
    {
        var json = JsonOption();
        var command = new Command("list", "List keys, newest first.") { json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunAsync(
            output,
            client => ListAsync(client, cancellationToken),
            operations => ValueTask.FromResult<Result<Page<KeyView>>>(
                new Page<KeyView>(operations.ListKeys(Administrator.CommandLine), false, null)),
            keys =>
            {
                if (parsed.GetValue(json))
                {
                    output.Json(keys, AdminJsonContext.Default.PageKeyView);
                }
                else
                {
                    KeyTable.Write(output, keys.Data);
                }
            },
            cancellationToken));
        return command;
    }

    // All pages, newest first.
    private static async Task<Result<Page<KeyView>>?> ListAsync(ServerClient client, CancellationToken cancellationToken)
    {
        var all = new List<KeyView>();
        string? after = null;
        do
        {
            var path = "/api/admin/v1/keys?limit=200" + (after is null ? "" : "&after=" + Uri.EscapeDataString(after));
            var answer = await client.SendAsync<object, Page<KeyView>>(
                HttpMethod.Get, path, null, null, AdminJsonContext.Default.PageKeyView, cancellationToken);
            if (answer is null || !answer.Value.TryGet(out var page, out _))
            {
                return answer;
            }

            all.AddRange(page.Data);
            after = page.Next;
        }
        while (after is not null);
        all.Reverse();
        return new Page<KeyView>(all, false, null);
    }

    private static Command CreateRevoke(CommandOutput output)
    {
        var key = new Argument<string>("key") { Description = "Id or prefix of the key." };
        var json = JsonOption();
        var command = new Command("revoke", "Revoke a key: requests that begin afterwards are refused.") { key, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new RevokeKeyRequest(parsed.GetValue(key)!);
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync(
                    HttpMethod.Post, "/api/admin/v1/keys/revoke", request, AdminJsonContext.Default.RevokeKeyRequest, AdminJsonContext.Default.KeyView, cancellationToken),
                operations => operations.RevokeKeyAsync(Administrator.CommandLine, request, cancellationToken),
                revoked =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(revoked, AdminJsonContext.Default.KeyView);
                    }
                    else
                    {
                        output.Line($"Key '{revoked.Name}' ({revoked.Id}) was revoked at {revoked.RevokedAt:u}.");
                    }
                },
                cancellationToken);
        });
        return command;
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}
