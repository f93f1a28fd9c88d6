using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Cli;

/// <summary><c>nextmodel credits</c> as a process, on a running server and on the database itself.</summary>
public sealed class CreditCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Credits_OnAServerAndOnTheDatabase_AreTheSameBooks()
    {
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), "");
        string origin;
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            origin = gateway.Origin;
            (await RunAsync("top-up", "50", "--external-id", "INV-17")).ShouldContain("50.000000000 USD");
            (await RunAsync("top-up", "50", "--external-id", "INV-17")).ShouldContain("balance 50.000000000");
            await RunAsync("promo", "10.5", "--reason", "welcome", "--expires", "2999-01-31T00:00:00Z");
            await RunAsync("refund", "20", "--payment", "INV-17", "--external-id", "RF-1");
            (await RunAsync("enforce", "on")).ShouldContain("enforced      yes");
            await gateway.TerminateAsync();
        }

        // Nobody listens any more: the commands open the database.
        (await RunAsync("adjust", "--reason", "typing error", "--", "-5")).ShouldContain("-5.000000000 USD");
        using var shown = JsonDocument.Parse(await RunAsync("show", "--json"));
        shown.RootElement.GetProperty("balance").GetString().ShouldBe("35.500000000");
        shown.RootElement.GetProperty("enforced").GetBoolean().ShouldBeTrue();
        (await RunAsync("show")).ShouldContain("ends 2999-01-31");
        var promo = (await RunAsync("transfers", "--limit", "3")).Split('\n').First(line => line.Contains("promo", StringComparison.Ordinal));
        await RunAsync("reverse", promo.Split("  ", StringSplitOptions.RemoveEmptyEntries).First(part => part.StartsWith("ctr_", StringComparison.Ordinal)), "--reason", "wrong one");
        var exported = (await RunAsync("export")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        exported.Select(transfer => transfer.GetProperty("kind").GetString()).ShouldBe(["reversal", "adjustment", "refund", "promo", "top_up"]);
        exported[0].GetProperty("balance").GetString().ShouldBe("25.000000000");

        var refused = await CommandProcess.RunAsync(_directory.Path, origin, "credits", "refund", "31", "--payment", "INV-17", "--external-id", "RF-2");
        (refused.ExitCode, refused.Output).ShouldBe((1, ""));
        refused.Errors.ShouldContain("30.000000000");
        (await CommandProcess.RunAsync(_directory.Path, origin, "doctor")).Output.ShouldNotContain("credit");

        async Task<string> RunAsync(params string[] arguments)
        {
            var run = await CommandProcess.RunAsync(_directory.Path, origin, ["credits", .. arguments]);
            run.ExitCode.ShouldBe(0, run.Output + run.Errors);
            return run.Output;
        }
    }
}
