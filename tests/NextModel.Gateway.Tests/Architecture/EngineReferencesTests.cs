using System.Text.RegularExpressions;
using System.Xml.Linq;
using NextModel.Errors;

namespace NextModel.Gateway.Tests.Architecture;

public sealed partial class EngineReferencesTests
{
    // From the outside in: a project may reference only projects to its right (ADR 0002).
    private static readonly string[] Projects = ["NextModel.Cli", "NextModel.Gateway", "NextModel.Web", "NextModel.Storage", "CacheSafety", "NextModel"];

    [Fact]
    public void Engine_ReferencedAssemblies_AreTheRuntimeAndTwoLibraries()
    {
        var foreign = typeof(GatewayError).Assembly.GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(name => !IsAllowed(name));

        foreign.ShouldBeEmpty("the engine knows no ASP.NET, no SQL and no vendor SDK (ADR 0002)");
    }

    [Theory]
    [InlineData("System.Net.Http", true)]
    [InlineData("YamlDotNet", true)]
    [InlineData("Microsoft.AspNetCore.Http.Abstractions", false)]
    [InlineData("Microsoft.Data.Sqlite", false)]
    [InlineData("System.Data.Common", false)]
    [InlineData("OpenAI", false)]
    public void IsAllowed_Assembly_Decided(string name, bool expected) => IsAllowed(name).ShouldBe(expected);

    [Fact]
    public void EngineSources_SqlStatements_ThereAreNone() =>
        RepositoryTree.Code("src/NextModel").Where(path => Sql().IsMatch(RepositoryTree.Read(path))).ShouldBeEmpty("SQL lives in NextModel.Storage");

    [Theory]
    [InlineData("\"SELECT id FROM receipts\"", true)]
    [InlineData("\"\"\"\n  INSERT INTO receipts VALUES (1)\"\"\"", true)]
    [InlineData("// Select the source from the plan.", false)]
    public void Sql_Text_Recognised(string text, bool expected) => Sql().IsMatch(text).ShouldBe(expected);

    [Fact]
    public void Projects_References_PointInwards()
    {
        foreach (var (place, project) in Projects.Index())
        {
            // Web and Storage do not know each other.
            var inwards = Projects[(place + 1)..].Where(other => project != "NextModel.Web" || other != "NextModel.Storage").ToArray();

            References(project).Except(inwards).ShouldBeEmpty($"{project} may reference only {string.Join(", ", inwards)} (ADR 0002)");
        }
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Parse(RepositoryTree.Read($"src/{project}/{project}.csproj"))
            .Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private static bool IsAllowed(string assembly) =>
        assembly is "YamlDotNet" or "Microsoft.Extensions.Logging.Abstractions"
        || (assembly.StartsWith("System.", StringComparison.Ordinal) && !assembly.StartsWith("System.Data", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(SELECT\s[^;]{1,200}\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA)\s", RegexOptions.None)]
    private static partial Regex Sql();
}
