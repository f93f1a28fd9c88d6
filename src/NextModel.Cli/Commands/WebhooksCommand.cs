using System.CommandLine;
using System.Globalization;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Hosting;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel webhooks list|create|change|delete|test|deliveries</c>.</summary>
internal static class WebhooksCommand
{
    private const string Path = "/api/admin/v1/webhooks";

    private static readonly WebhooksJsonContext Types = WebhooksJsonContext.Default;

    public static Command Create(CommandOutput output) => new("webhooks", "List, make, change, delete and test webhooks, and see their deliveries.")
    {
        CreateList(output),
        CreateCreate(output),
        CreateChange(output),
        CreateDelete(output),
        CreateTest(output),
        CreateDeliveries(output),
    };

    private static Command CreateList(CommandOutput output)
    {
        var organization = new Option<string?>("--organization") { Description = "Only this one's, by name or id." };
        var json = JsonOption();
        var command = new Command("list", "List webhooks.") { organization, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var only = parsed.GetValue(organization);
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.ListAsync(Path + (only is null ? "" : "?organization=" + Uri.EscapeDataString(only)), Types.PageWebhookView, cancellationToken),
                opened => ValueTask.FromResult<Result<Page<WebhookView>>>(
                    opened.WebhookOperations.List(Administrator.CommandLine, only).TryGet(out var found, out var refusal)
                        ? new Page<WebhookView>([.. found.OrderBy(w => w.Id, StringComparer.Ordinal).Select(w => WebhookView.Of(w))], false, null)
                        : refusal),
                webhooks =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(webhooks, Types.PageWebhookView);
                        return;
                    }

                    output.Table(
                        ["id", "organization", "name", "url", "enabled", "secret ends with"],
                        webhooks.Data.Select(w => new[] { w.Id, w.OrganizationId, w.Name, w.Url, w.Enabled ? "yes" : "no", w.SecretLastFour }));
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateCreate(CommandOutput output)
    {
        var organization = new Option<string?>("--organization") { Description = "Organization name; default unless given." };
        var name = new Option<string>("--name") { Description = "What it is called, once in the organization.", Required = true };
        var url = new Option<string>("--url") { Description = "Where events are sent to, https.", Required = true };
        var disabled = new Option<bool>("--disabled") { Description = "Hold deliveries back for now." };
        var json = JsonOption();
        var command = new Command("create", "Make a webhook. Prints its secret once, alone on the last line of standard output.") { organization, name, url, disabled, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new WebhookRequest
            {
                Organization = parsed.GetValue(organization),
                Name = parsed.GetValue(name),
                Url = parsed.GetValue(url),
                Enabled = !parsed.GetValue(disabled),
            };
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, Path, request, Types.WebhookRequest, Types.WebhookView, cancellationToken),
                opened => opened.WebhookOperations.CreateAsync(Administrator.CommandLine, request, cancellationToken),
                webhook =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(webhook, Types.WebhookView);
                        return;
                    }

                    output.Note($"The webhook {webhook.Id} was made. Its secret is shown only now:");
                    output.Line(webhook.Secret!);
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateChange(CommandOutput output)
    {
        var id = IdArgument();
        var name = new Option<string?>("--name") { Description = "What it is called." };
        var url = new Option<string?>("--url") { Description = "Where events are sent to, https." };
        var enabled = new Option<bool?>("--enabled") { Description = "false holds deliveries back, true lets them go out." };
        var json = JsonOption();
        var command = new Command("change", "Change name, address and whether deliveries go out.") { id, name, url, enabled, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new WebhookRequest { Name = parsed.GetValue(name), Url = parsed.GetValue(url), Enabled = parsed.GetValue(enabled) };
            return request is { Name: null, Url: null, Enabled: null }
                ? output.Fail("Name what to change: --name, --url or --enabled.", ExitCodes.Usage)
                : await RunAsync(
                    output, HttpMethod.Patch, parsed.GetValue(id)!, request,
                    (opened, which) => opened.WebhookOperations.ChangeAsync(Administrator.CommandLine, which, null, request, cancellationToken),
                    parsed.GetValue(json), "was changed", cancellationToken);
        });
        return command;
    }

    private static Command CreateDelete(CommandOutput output)
    {
        var id = IdArgument();
        var json = JsonOption();
        var command = new Command("delete", "Delete a webhook and its deliveries.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(
            output, HttpMethod.Delete, parsed.GetValue(id)!, null,
            (opened, which) => opened.WebhookOperations.DeleteAsync(Administrator.CommandLine, which, null, cancellationToken),
            parsed.GetValue(json), "was deleted", cancellationToken));
        return command;
    }

    private static Command CreateTest(CommandOutput output)
    {
        var id = IdArgument();
        var json = JsonOption();
        var command = new Command("test", "Send one signed event now and say what came back. Exit code 1 when it was not delivered.") { id, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var which = parsed.GetValue(id)!;
            var isDelivered = false;
            var code = await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync<object, WebhookTestResult>(
                    HttpMethod.Post, $"{Path}/{Uri.EscapeDataString(which)}/test", null, null, Types.WebhookTestResult, cancellationToken),
                opened => opened.WebhookOperations.TestAsync(Administrator.CommandLine, which, cancellationToken),
                result =>
                {
                    isDelivered = result.Delivered;
                    if (parsed.GetValue(json))
                    {
                        output.Json(result, Types.WebhookTestResult);
                    }
                    else
                    {
                        output.Line($"{result.EventId} was {(result.Delivered ? $"delivered: status {result.Status}" : $"not delivered: {result.Error}")}.");
                    }
                },
                cancellationToken);
            return code == ExitCodes.Success && !isDelivered ? ExitCodes.Failure : code;
        });
        return command;
    }

    private static Command CreateDeliveries(CommandOutput output)
    {
        var id = IdArgument();
        var state = new Option<string?>("--state") { Description = "Only these: pending, delivered or failed." };
        var limit = new Option<int>("--limit") { Description = "Most of them, newest first, up to 200.", DefaultValueFactory = _ => 50 };
        var json = JsonOption();
        var command = new Command("deliveries", "How far the deliveries of a webhook have come, newest first.") { id, state, limit, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (which, only, most) = (parsed.GetValue(id)!, parsed.GetValue(state), parsed.GetValue(limit));
            if (most is < 1 or > 200)
            {
                return output.Fail("--limit must be from 1 to 200.", ExitCodes.Usage);
            }

            var query = string.Create(CultureInfo.InvariantCulture, $"?limit={most}") + (only is null ? "" : "&state=" + Uri.EscapeDataString(only));
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync<object, Page<DeliveryView>>(
                    HttpMethod.Get, $"{Path}/{Uri.EscapeDataString(which)}/deliveries{query}", null, null, Types.PageDeliveryView, cancellationToken),
                opened => opened.WebhookOperations.ListDeliveriesAsync(Administrator.CommandLine, which, only, null, most, cancellationToken),
                deliveries =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(deliveries, Types.PageDeliveryView);
                        return;
                    }

                    output.Table(
                        ["event", "type", "state", "attempts", "noted", "next attempt", "last answer"],
                        deliveries.Data.Select(d => new[]
                        {
                            d.EventId, d.EventType, d.State, d.Attempts.ToString(CultureInfo.InvariantCulture), $"{d.CreatedAt:u}",
                            d.NextAttemptAt is { } next ? $"{next:u}" : "", d.LastError ?? d.LastStatus?.ToString(CultureInfo.InvariantCulture) ?? "",
                        }));
                },
                cancellationToken);
        });
        return command;
    }

    private static Task<int> RunAsync(
        CommandOutput output, HttpMethod method, string id, WebhookRequest? request, Func<OpenInstallation, string, ValueTask<Result<WebhookView>>> onDatabase,
        bool json, string done, CancellationToken cancellationToken) => ServerOrDatabase.RunOnAsync(
        output,
        client => client.SendAsync(
            method, $"{Path}/{Uri.EscapeDataString(id)}", request, Types.WebhookRequest, Types.WebhookView, cancellationToken),
        opened => onDatabase(opened, id),
        webhook =>
        {
            if (json)
            {
                output.Json(webhook, Types.WebhookView);
            }
            else
            {
                output.Line($"The webhook {webhook.Id} ('{webhook.Name}') {done}.");
            }
        },
        cancellationToken);

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the webhook (wh_…)." };

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}
