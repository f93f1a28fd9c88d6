using System.Diagnostics;
using System.Text.Json;
using NextModel.Testing;

namespace NextModel.Gateway.Tests.Architecture;

/// <summary>What <c>./sbom</c> lists is what is locked, all of it, each with its hash.</summary>
public sealed class BillOfMaterialsTests : IDisposable
{
    // Analyzers check the source and are not shipped.
    private static readonly string[] OfTheBuild = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Sbom_OfTheProgramAndTheSite_ListsEveryLockedPackageWithItsHash()
    {
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(RepositoryTree.Root, "sbom"), [_directory.Path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var written = (await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        script.ExitCode.ShouldBe(0, await errors);

        written.ShouldBe([_directory.File("nextmodel.cdx.json"), _directory.File("site.cdx.json")]);
        Components(written[0]).ShouldBe(LockedNuGet(), ignoreOrder: true);
        Components(written[1]).ShouldBe(LockedNpm(), ignoreOrder: true);
    }

    private static List<string> Components(string path)
    {
        using var bill = JsonDocument.Parse(File.ReadAllText(path));
        bill.RootElement.GetProperty("bomFormat").GetString().ShouldBe("CycloneDX");
        var components = bill.RootElement.GetProperty("components").EnumerateArray().ToList();
        components.ShouldAllBe(component => component.GetProperty("hashes").GetArrayLength() > 0);
        components.ShouldAllBe(component => component.GetProperty("purl").GetString()!.StartsWith("pkg:", StringComparison.Ordinal));
        return [.. components.Select(component => $"{Text(component, "group", "/")}{Text(component, "name")}@{Text(component, "version")}")];
    }

    private static string Text(JsonElement component, string member, string suffix = "") =>
        component.TryGetProperty(member, out var text) ? text.GetString() + suffix : "";

    private static IEnumerable<string> LockedNuGet()
    {
        using var locked = JsonDocument.Parse(RepositoryTree.Read("src/NextModel.Cli/packages.lock.json"));
        return [.. locked.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project" && !OfTheBuild.Contains(package.Name))
            .Select(package => $"{package.Name}@{package.Value.GetProperty("resolved").GetString()}")
            .Distinct()];
    }

    private static IEnumerable<string> LockedNpm()
    {
        using var locked = JsonDocument.Parse(RepositoryTree.Read("src/NextModel.Web/package-lock.json"));
        return [.. locked.RootElement.GetProperty("packages").EnumerateObject()
            .Where(package => package.Name.Length > 0)
            .Select(package => $"{package.Name["node_modules/".Length..]}@{package.Value.GetProperty("version").GetString()}")];
    }
}
