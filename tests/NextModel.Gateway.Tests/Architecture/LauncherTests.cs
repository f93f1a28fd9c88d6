using System.Diagnostics;
using NextModel.Testing;

namespace NextModel.Gateway.Tests.Architecture;

/// <summary>The script <c>nextmodel</c>: it builds when a source is newer than what was built, and not otherwise. What it calls to build only notes that it was called.</summary>
public sealed class LauncherTests : IDisposable
{
    // As the build does, it installs what npm has, and that is newer than the sources.
    private const string Build = """
        #!/usr/bin/env bash
        [[ $1 == build ]] || exit 0
        echo built >> builds
        mkdir -p src/NextModel.Web/node_modules/library artifacts/bin/NextModel.Cli/release
        touch artifacts/bin/NextModel.Cli/release/nextmodel.dll
        touch -d '+1 minute' src/NextModel.Web/node_modules/library src/NextModel.Web/node_modules src/NextModel.Web
        """;

    private readonly TemporaryDirectory _tree = new();

    public LauncherTests()
    {
        foreach (var folder in new[] { "tools", "catalog", "docs/guides", "src/NextModel.Web/Parts" })
        {
            Directory.CreateDirectory(_tree.File(folder));
        }

        foreach (var file in new[] { "global.json", "Directory.Build.props", "docs/guides/a.md", "src/NextModel.Web/a.csproj", "src/NextModel.Web/Parts/a.cs" })
        {
            File.WriteAllText(_tree.File(file), "");
        }

        // A copy may be run as its original may, also with other contents.
        foreach (var copy in new[] { "nextmodel", "tools/dotnet" })
        {
            File.Copy(Path.Combine(RepositoryTree.Root, "nextmodel"), _tree.File(copy));
        }

        File.WriteAllText(_tree.File("tools/dotnet"), Build);
    }

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Run_Again_BuildsOnce()
    {
        Run().ShouldBe(1);
        Run().ShouldBe(1, "nothing has changed since");
    }

    [Theory]
    [InlineData("src/NextModel.Web/Parts/a.cs")]
    [InlineData("src/NextModel.Web/a.csproj")]
    [InlineData("src/NextModel.Web/Parts")]
    [InlineData("docs/guides/a.md")]
    [InlineData("global.json")]
    public void Run_AfterAChange_BuildsAgain(string changed)
    {
        Run();
        Directory.SetLastWriteTimeUtc(_tree.File(changed), File.GetLastWriteTimeUtc(_tree.File("artifacts/nextmodel.stamp")).AddMinutes(1));

        Run().ShouldBe(2);
    }

    // How often it has built.
    private int Run()
    {
        using var run = Process.Start(new ProcessStartInfo("bash", [_tree.File("nextmodel"), "--version"])
        {
            Environment = { ["PATH"] = $"{_tree.File("tools")}:{Environment.GetEnvironmentVariable("PATH")}" },
        })!;
        run.WaitForExit();
        run.ExitCode.ShouldBe(0);
        return File.ReadAllLines(_tree.File("builds")).Length;
    }
}
