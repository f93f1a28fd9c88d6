using System.Text;
using NextModel.Gateway.Tests.Faults;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel backup</c> of the real binary beside the real server, and a start from what it wrote.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly Dictionary<string, string> Secrets = new(StringComparer.Ordinal)
    {
        ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()),
        ["NEXTMODEL_ADMIN_KEY"] = "admin-key-of-this-test",
    };

    private readonly TemporaryDirectory _served = new();
    private readonly TemporaryDirectory _restored = new();

    public BackupTests()
    {
        foreach (var directory in new[] { _served, _restored })
        {
            File.WriteAllText(directory.File("nextmodel.yaml"), "billing: { currency: USD }\n");
        }
    }

    public void Dispose()
    {
        _served.Dispose();
        _restored.Dispose();
    }

    [Fact]
    public async Task Backup_WhileRequestsAreServed_IsAnInstallationThatVerifiesAndGoesOn()
    {
        string directory;
        List<string> before;
        using var seen = new Transcript();
        await using (var gateway = await GatewayProcess.StartAsync(_served.Path, Secrets))
        {
            using var stop = new CancellationTokenSource();
            var callers = Enumerable.Range(0, 4).Select(caller => CallAsync(gateway, seen, caller, stop.Token)).ToArray();
            await seen.WaitForAnotherAsync(40);
            before = [.. seen.Whole];
            directory = _restored.File("data");
            var backup = await CommandProcess.RunWithAsync(_served.Path, Secrets, "backup", directory);
            (backup.ExitCode, backup.Errors).ShouldBe((0, ""));
            backup.LastLine.ShouldContain("Newest receipt: position ");
            await seen.WaitForAnotherAsync(40);
            await stop.CancelAsync();
            await Task.WhenAll(callers);
        }

        Directory.EnumerateFiles(directory).Select(Path.GetFileName).ShouldBe(["nextmodel.db"]);

        // As the guide says: the keys that sign come from where secrets are kept.
        var signing = Directory.CreateDirectory(Path.Combine(directory, "secrets", "signing"));
        foreach (var key in Directory.EnumerateFiles(Path.Combine(_served.File("data"), "secrets", "signing")))
        {
            File.Copy(key, Path.Combine(signing.FullName, Path.GetFileName(key)));
        }

        using var more = new Transcript();
        await using (var again = await GatewayProcess.StartAsync(_restored.Path, Secrets))
        {
            using var stop = new CancellationTokenSource();
            var caller = CallAsync(again, more, 9, stop.Token);
            await more.WaitForAnotherAsync(3);
            await stop.CancelAsync();
            await caller;
        }

        var state = await FinalState.ReadAsync(_restored);
        state.ShouldAccountFor(more);
        before.Except(state.Receipts.Select(receipt => receipt.RequestId)).ShouldBeEmpty("what was answered before the backup is in it");
        seen.Whole.Except(state.Receipts.Select(receipt => receipt.RequestId)).ShouldNotBeEmpty("what was answered after it is not");
    }

    [Fact]
    public async Task Backup_IntoADirectoryWithFiles_RefusesAndLeavesThem()
    {
        await using (await GatewayProcess.StartAsync(_served.Path, Secrets))
        {
        }

        await File.WriteAllTextAsync(_restored.File("nextmodel.db"), "of somebody else");
        var backup = await CommandProcess.RunWithAsync(_served.Path, Secrets, "backup", _restored.Path);
        backup.ExitCode.ShouldBe(1);
        backup.Errors.ShouldContain($"{_restored.Path} is not empty. Name a new directory for each backup.");
        (await File.ReadAllTextAsync(_restored.File("nextmodel.db"))).ShouldBe("of somebody else");
    }

    [Fact]
    public async Task Backup_WithoutAnInstallation_SaysWhereItLooked()
    {
        var backup = await CommandProcess.RunWithAsync(_served.Path, Secrets, "backup", _restored.File("copy"));
        backup.ExitCode.ShouldBe(1);
        backup.Errors.ShouldContain($"There is no installation in {_served.File("data")}.");
        Directory.Exists(_restored.File("copy")).ShouldBeFalse();
    }

    [Fact]
    public async Task Backup_OfAnInstallationInPostgres_NamesItsOwnTools()
    {
        var environment = new Dictionary<string, string>(Secrets, StringComparer.Ordinal) { ["NEXTMODEL_DATABASE"] = "postgres://nextmodel@127.0.0.1:1/nextmodel" };
        var backup = await CommandProcess.RunWithAsync(_served.Path, environment, "backup", _restored.File("copy"));
        backup.ExitCode.ShouldBe(1);
        backup.Errors.ShouldContain("pg_basebackup");
    }

    private static async Task CallAsync(GatewayProcess gateway, Transcript seen, int caller, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            using var body = new StringContent(
                $"{{\"model\":\"sandbox-echo\",\"messages\":[{{\"role\":\"user\",\"content\":\"{caller} asks {number}\"}}]}}", Encoding.UTF8, "application/json");
            using var response = await gateway.Client.PostAsync("/v1/chat/completions", body, CancellationToken.None);
            var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
            response.IsSuccessStatusCode.ShouldBeTrue(text);
            seen.Note(response.Headers.GetValues("x-request-id").Single());
        }
    }
}
