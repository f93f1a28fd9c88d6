using System.CommandLine;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel signing-keys list|rotate</c>: the keys that sign receipts, checkpoints and the audit trail.</summary>
internal static class SigningKeysCommand
{
    private const string Route = "/api/admin/v1/signing-keys";

    public static Command Create(CommandOutput output) => new("signing-keys", "The keys that sign receipts, checkpoints and the audit trail.")
    {
        Create(output, "list", "List all keys there ever were, oldest first; the last one signs.", HttpMethod.Get, Route, (keys, _) => ValueTask.FromResult(keys.List())),
        Create(
            output, "rotate", "Sign with a new key from now on. What older keys signed verifies for ever; they sign nothing more.", HttpMethod.Post, Route + "/rotate",
            async (keys, cancellationToken) => await keys.RotateAsync(Administrator.CommandLine, cancellationToken)),
    };

    private static Command Create(
        CommandOutput output, string name, string description, HttpMethod method, string path,
        Func<SigningKeyOperations, CancellationToken, ValueTask<SigningKeyList>> onDatabase)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command(name, description) { json };
        command.SetAction((parsed, cancellationToken) => ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync<object, SigningKeyList>(method, path, null, null, SigningKeysJsonContext.Default.SigningKeyList, cancellationToken),
            async opened => await onDatabase(opened.Evidence.SigningKeys, cancellationToken),
            keys => Show(output, keys, parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static void Show(CommandOutput output, SigningKeyList keys, bool json)
    {
        if (json)
        {
            output.Json(keys, SigningKeysJsonContext.Default.SigningKeyList);
            return;
        }

        output.Table(["key", "signs since", "until"], keys.Data.Select(key => new[] { key.Id, $"{key.CreatedAt:u}", key.RetiredAt is { } retired ? $"{retired:u}" : "now" }));
    }
}
