using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Hosting;

namespace NextModel.Cli.Commands;

/// <summary>Runs a writing command on the running server; only when none runs, on the embedded database itself.</summary>
internal static class ServerOrDatabase
{
    public static Task<int> RunAsync<T>(
        CommandOutput output,
        Func<ServerClient, Task<Result<T>?>> onServer,
        Func<AdminOperations, ValueTask<Result<T>>> onDatabase,
        Action<T> show,
        CancellationToken cancellationToken)
        where T : class => RunOnAsync(output, onServer, opened => onDatabase(opened.Operations), show, cancellationToken);

    public static async Task<int> RunOnAsync<T>(
        CommandOutput output,
        Func<ServerClient, Task<Result<T>?>> onServer,
        Func<OpenInstallation, ValueTask<Result<T>>> onDatabase,
        Action<T> show,
        CancellationToken cancellationToken)
        where T : class
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        using var client = new ServerClient(installation);
        var answer = await onServer(client);
        if (answer is null)
        {
            try
            {
                await using var opened = await OpenInstallation.OpenAsync(
                    installation, Environment.GetEnvironmentVariable, TimeProvider.System, problems, cancellationToken);
                if (opened is null)
                {
                    return output.Refuse(problems);
                }

                answer = await onDatabase(opened);
            }
            catch (Exception error) when (error is InvalidOperationException or InvalidDataException)
            {
                return output.Fail(error.Message, ExitCodes.Unavailable);
            }
        }

        if (!answer.Value.TryGet(out var value, out var refusal))
        {
            return output.Refuse(refusal);
        }

        show(value);
        return ExitCodes.Success;
    }
}
