using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace NextModel.Gateway.Tests.Architecture;

public sealed partial class DependencyReasonsTests
{
    [Fact]
    public void Packages_EachWithItsVersion_HaveAReasonInTheDecision()
    {
        var packages = XDocument.Parse(RepositoryTree.Read("Directory.Packages.props"))
            .Descendants()
            .Where(element => element.Name.LocalName is "PackageVersion" or "GlobalPackageReference")
            .Select(element => (element.Attribute("Include")!.Value, element.Attribute("Version")!.Value));

        var reasons = Rows().Matches(RepositoryTree.Read("docs/adr/0010-dependencies.md"))
            .Select(row => (row.Groups["name"].Value, row.Groups["version"].Value));

        reasons.ShouldBe(packages, ignoreOrder: true);
    }

    // | name | version | reason |
    [GeneratedRegex(@"^\| (?<name>[A-Za-z][\w.]+) \| (?<version>\d[\w.-]*) \| [^|]{10,} \|$", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
