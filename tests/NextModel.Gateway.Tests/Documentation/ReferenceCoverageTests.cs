using System.Text.RegularExpressions;
using NextModel.Catalog;
using NextModel.Gateway.Tests.Architecture;

namespace NextModel.Gateway.Tests.Documentation;

/// <summary>Every public name that the code spells stands in its reference page.</summary>
public sealed partial class ReferenceCoverageTests
{
    [Theory]
    [InlineData("src", @"""(NEXTMODEL_[A-Z_]+)""", "configuration.md")]
    [InlineData("src/NextModel/Configuration", @"(?:Text|RequiredText|Number|Flag|Duration|Texts|Section|Sections)\(""(\w+)""", "configuration.md cli.md policy-schema.md")]
    [InlineData("src/NextModel.Gateway", @"""(x-nextmodel-[a-z-]+)""", "openai-compatibility.md")]
    [InlineData("src/NextModel.Gateway", @"Map(?:Get|Post)\(""(/[^""{]+)", "openai-compatibility.md admin-api.md")]
    [InlineData("src/NextModel.Cli", @"new Command\(""([a-z]+)""|new\(""([a-z]+)"", ""[A-Z]", "cli.md")]
    [InlineData("src/NextModel.Cli", @"\(""(--[a-z-]+)""", "cli.md")]
    [InlineData("src/NextModel/Ledger", @"\\""([a-z_]+)\\"":", "receipt.md")]
    public void PublicNames_InCode_StandInTheReference(string folder, string pattern, string pages)
    {
        var reference = string.Concat(pages.Split(' ').Select(page => RepositoryTree.Read("docs/reference/" + page)));
        var names = RepositoryTree.Code(folder)
            .SelectMany(path => Regex.Matches(RepositoryTree.Read(path), pattern).Select(match => match.Groups.Values.Last(group => group.Success).Value))
            .ToHashSet();

        names.ShouldNotBeEmpty();
        names.Where(name => !Regex.IsMatch(reference, $@"(?<![\w-]){Regex.Escape(name)}(?![\w-])")).ShouldBeEmpty($"{pages} does not mention them");
    }

    [Theory]
    [InlineData("docs/concepts/durability.md")]
    [InlineData("docs/concepts/failure.md")]
    public void Tests_ThatADocumentNames_AreThere(string document)
    {
        var tests = RepositoryTree.Code("tests").Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet();
        var named = NamedTests().Matches(RepositoryTree.Read(document)).Select(match => match.Groups[1].Value).ToList();
        named.ShouldNotBeEmpty();
        named.ShouldBeSubsetOf(tests);
    }

    [Fact]
    public void BuiltInSources_VariablesAddressesAndRegions_AreTheDocumentedOnes()
    {
        var documented = SourceRows().Matches(RepositoryTree.Read("docs/reference/configuration.md"))
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value));

        documented.ShouldBe(
            BuiltInSources.All.Select(one => (one.Source.Id, one.KeyVariable, one.Source.BaseUrl.AbsoluteUri.TrimEnd('/'), one.Source.Region)), ignoreOrder: true);
    }

    [GeneratedRegex(@"`(\w+Tests)`")]
    private static partial Regex NamedTests();

    // | `id` | `VARIABLE` | address | `region` |
    [GeneratedRegex(@"^\| `([a-z-]+)` \| `([A-Z_]+)` \| (https://\S+) \| `([a-z]+)` \|$", RegexOptions.Multiline)]
    private static partial Regex SourceRows();
}
