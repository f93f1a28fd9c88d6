using System.Text.Json;
using NextModel.Gateway.Tests.Credentials;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel credentials</c> as a process, on a running server and on the database itself.</summary>
public sealed class CredentialCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Credentials_OnAServerAndOnTheDatabase_AreTheSame()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play(ByokGateway.Asking(Behaviours.Canary()));
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), new TestGatewayOptions { Upstream = upstream, Models = ["canary"] }.Configuration());
        string id, origin;
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            origin = gateway.Origin;
            using var added = JsonDocument.Parse(await RunAsync(ByokGateway.OwnKey + "\n", "add", "--source", "fake", "--name", "prod", "--json"));
            id = added.RootElement.GetProperty("id").GetString()!;
            added.RootElement.GetProperty("last_test").GetProperty("outcome").GetString().ShouldBe("valid");
            (await RunAsync(null, "list")).ShouldContain("…4711");
            (await RunAsync(null, "test", id)).ShouldContain("Last test: valid (status 200)");
            (await RunAsync(null, "disable", id)).ShouldContain("is disabled");
            (await RunAsync(null, "enable", id)).ShouldContain("is enabled");

            var refused = await CommandProcess.RunWithInputAsync(_directory.Path, origin, ByokGateway.BadKey, "credentials", "rotate", id);
            (refused.ExitCode, refused.Output).ShouldBe((1, ""));
            refused.Errors.ShouldContain("status 401");
            refused.Errors.ShouldNotContain(ByokGateway.BadKey);
            var nothing = await CommandProcess.RunWithInputAsync(_directory.Path, origin, "", "credentials", "rotate", id);
            nothing.ExitCode.ShouldBe(2);
            nothing.Errors.ShouldContain("--secret-env");
            await gateway.TerminateAsync();
        }

        // Nobody listens any more: the commands open the database.
        (await RunAsync(ByokGateway.NextKey, "rotate", id)).ShouldContain("…4712");
        using var listed = JsonDocument.Parse(await RunAsync(null, "list", "--source", "fake", "--json"));
        var only = listed.RootElement.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        (only.GetProperty("name").GetString(), only.GetProperty("secret_set_by").GetString(), only.GetProperty("version").GetInt64()).ShouldBe(("prod", "command_line", 4));
        (await RunAsync(null, "delete", id)).ShouldContain("was deleted");
        (await RunAsync(null, "list", "--json")).ShouldContain("\"data\":[]");

        async Task<string> RunAsync(string? input, params string[] arguments)
        {
            var run = await CommandProcess.RunWithInputAsync(_directory.Path, origin, input, ["credentials", .. arguments]);
            run.ExitCode.ShouldBe(0, run.Output + run.Errors);
            (run.Output + run.Errors).ShouldNotContain("sk-own-key");
            return run.Output;
        }
    }
}
