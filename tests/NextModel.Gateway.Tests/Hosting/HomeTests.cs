using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Hosting;

public sealed class HomeTests
{
    // A framework that is used for pages keeps keys of its own, in clear, wherever the home directory is.
    [Fact]
    public async Task Serve_FirstStart_WritesNothingIntoTheHomeDirectory()
    {
        using var directory = new TemporaryDirectory();
        using var home = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), "", TestContext.Current.CancellationToken);
        await using var gateway = await GatewayProcess.StartAsync(directory.Path, new Dictionary<string, string> { ["HOME"] = home.Path });
        (await gateway.Client.GetAsync("/models", TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        (await gateway.TerminateAsync()).ShouldBe(0);

        Directory.EnumerateFiles(home.Path, "*.xml", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).ShouldBeEmpty();
        (await gateway.OutputAsync()).ShouldNotContain("warn:");
    }
}
