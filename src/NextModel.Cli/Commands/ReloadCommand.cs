using System.CommandLine;
using NextModel.Errors;
using NextModel.Gateway.Admin;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel reload</c>: the running server reads nextmodel.yaml again.</summary>
internal static class ReloadCommand
{
    public static Command Create(CommandOutput output)
    {
        var command = new Command("reload", "Have the running server read nextmodel.yaml again. With any problem in the file nothing changes, and all are told.");
        command.SetAction(async (_, cancellationToken) => await ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync<object, ConfigurationView>(
                HttpMethod.Post, "/api/admin/v1/configuration/reload", null, null, PricesJsonContext.Default.ConfigurationView, cancellationToken),
            _ => ValueTask.FromResult<Result<ConfigurationView>>(new GatewayError(
                GatewayErrorCode.InvalidRequest, "no server runs here, so there is nothing to reload: it reads the file when it starts.")),
            state => output.Line($"{state.File ?? "the defaults"} is in force ({state.Digest ?? "no file"})."),
            cancellationToken));
        return command;
    }
}
