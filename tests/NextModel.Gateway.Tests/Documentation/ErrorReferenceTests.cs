using System.Globalization;
using System.Text.RegularExpressions;
using NextModel.Errors;
using NextModel.Gateway.Tests.Architecture;

namespace NextModel.Gateway.Tests.Documentation;

public sealed partial class ErrorReferenceTests
{
    [Fact]
    public void ErrorReference_CodesStatusesAndTypes_AreTheCatalogs()
    {
        var documented = Rows().Matches(RepositoryTree.Read("docs/reference/errors.md"))
            .Select(row => (row.Groups["code"].Value, int.Parse(row.Groups["status"].Value, CultureInfo.InvariantCulture), row.Groups["type"].Value));

        documented.ShouldBe(Enum.GetValues<GatewayErrorCode>().Select(GatewayErrorCatalog.Describe), ignoreOrder: true);
    }

    [Fact]
    public void GatewayErrorCatalog_WireSpellings_AreUnique() =>
        Enum.GetValues<GatewayErrorCode>().Select(code => GatewayErrorCatalog.Describe(code).Wire).ShouldBeUnique();

    // | `code` | 400 | `type` | when | what to do |
    [GeneratedRegex(@"^\| `(?<code>[a-z_]+)` \| (?<status>\d{3}) \| `(?<type>[a-z_]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
