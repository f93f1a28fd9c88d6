using System.CommandLine;
using System.Text.Json;
using NextModel.Gateway.Reporting;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel receipts share|shares|unshare</c>: links under which one receipt can be read without a key.</summary>
internal static class ShareReceipt
{
    private static readonly SharesJsonContext Json = SharesJsonContext.Default;

    public static IEnumerable<Command> Create(CommandOutput output) => [CreateShare(output), CreateList(output), CreateUnshare(output)];

    private static Command CreateShare(CommandOutput output)
    {
        var id = Receipt();
        var seconds = new Option<long?>("--expires-in") { Description = "Seconds until the link ends, 60 to 7776000; seven days unless given." };
        var json = AsJson();
        var command = new Command("share", "Make a link under which the receipt can be read without a key. It is printed once.") { id, seconds, json };
        command.SetAction((parsed, cancellationToken) =>
        {
            var request = new ShareRequest { ExpiresInSeconds = parsed.GetValue(seconds) };
            return ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, Path(parsed.GetValue(id)!), request, Json.ShareRequest, Json.ShareView, cancellationToken),
                opened => opened.Evidence.Shares.CreateAsync(Administrator.CommandLine.Actor, parsed.GetValue(id), null, request, cancellationToken),
                share =>
                {
                    output.Note($"{share.Id}: ends {share.ExpiresAt:u}.");
                    output.Line(parsed.GetValue(json) ? JsonSerializer.Serialize(share, Json.ShareView) : share.Url!);
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateList(CommandOutput output)
    {
        var id = Receipt();
        var json = AsJson();
        var command = new Command("shares", "List the links to a receipt that still lead somewhere.") { id, json };
        command.SetAction((parsed, cancellationToken) => ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync<object, ShareList>(HttpMethod.Get, Path(parsed.GetValue(id)!), null, null, Json.ShareList, cancellationToken),
            opened => opened.Evidence.Shares.ListAsync(parsed.GetValue(id), null, cancellationToken),
            shares =>
            {
                if (parsed.GetValue(json))
                {
                    output.Json(shares, Json.ShareList);
                    return;
                }

                output.Table(["link", "made", "ends"], shares.Data.Select(share => new[] { share.Id, $"{share.CreatedAt:u}", $"{share.ExpiresAt:u}" }));
            },
            cancellationToken));
        return command;
    }

    private static Command CreateUnshare(CommandOutput output)
    {
        var id = Receipt();
        var share = new Argument<string>("share") { Description = "The link's id: share_…" };
        var command = new Command("unshare", "End a link.") { id, share };
        command.SetAction((parsed, cancellationToken) => ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync<object, ShareView>(
                HttpMethod.Delete, Path(parsed.GetValue(id)!) + "/" + Uri.EscapeDataString(parsed.GetValue(share)!), null, null, Json.ShareView, cancellationToken),
            opened => opened.Evidence.Shares.RevokeAsync(Administrator.CommandLine.Actor, parsed.GetValue(id), parsed.GetValue(share), null, cancellationToken),
            ended => output.Line($"{ended.Id} leads nowhere any more."),
            cancellationToken));
        return command;
    }

    private static string Path(string receipt) => $"/api/admin/v1/receipts/{Uri.EscapeDataString(receipt)}/shares";

    private static Argument<string> Receipt() => new("id") { Description = "Receipt or request id: rcpt_… or req_…" };

    private static Option<bool> AsJson() => new("--json") { Description = "Write JSON for scripts." };
}
