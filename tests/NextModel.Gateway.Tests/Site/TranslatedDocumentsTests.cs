using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Web.Localization;

namespace NextModel.Gateway.Tests.Site;

/// <summary>A translation says what its original says: the same sections, tables of the same shape, the same figures and the same verifiers.</summary>
public sealed partial class TranslatedDocumentsTests
{
    public static TheoryData<string> Translations() =>
    [
        .. RepositoryTree.Files("docs").Where(path => Translated().IsMatch(path)),
    ];

    [Fact]
    public void Required_EveryLanguage_HasThem()
    {
        foreach (var document in new[] { "guides/quickstart", "concepts/exact-cache", "concepts/receipts", "concepts/metering-and-charging" })
        {
            foreach (var locale in Locale.All.Where(locale => locale != Locale.English && locale != Locale.British))
            {
                Translations().Select(row => row.Data).ShouldContain($"docs/{document}.{locale.Id}.md");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Translations))]
    public void Translation_SectionsAndTables_AreThoseOfTheOriginal(string path)
    {
        var (original, translation) = (Original(path), RepositoryTree.Read(path));

        Shape(translation).ShouldBe(Shape(original), path);
    }

    [Theory]
    [InlineData("docs/concepts/receipts.ms-MY.md")]
    [InlineData("docs/concepts/receipts.zh.md")]
    public void Receipts_Verifiers_AreThoseThatAreTested(string path) =>
        Code().Matches(RepositoryTree.Read(path)).Select(match => match.Value).ShouldBe(Code().Matches(Original(path)).Select(match => match.Value));

    [Theory]
    [InlineData("docs/concepts/metering-and-charging.ms-MY.md")]
    [InlineData("docs/concepts/metering-and-charging.zh.md")]
    public void Metering_WorkedExample_HasTheFiguresThatAreRecomputed(string path) =>
        Figures(RepositoryTree.Read(path)).ShouldBe(Figures(Original(path)));

    private static string Original(string path) => RepositoryTree.Read(Translated().Replace(path, ".md"));

    // Levels of headings, and how many columns each row of a table has, in order.
    private static List<string> Shape(string document) =>
    [
        .. Code().Replace(document, "").Split('\n').Where(line => line.StartsWith('#') || line.StartsWith('|'))
            .Select(line => line[0] == '#' ? line.Split(' ')[0] : new string('|', line.Count(c => c == '|'))),
    ];

    private static List<string> Figures(string document) => [.. ExampleRow().Matches(document).Select(match => match.Groups["figures"].Value)];

    [GeneratedRegex(@"\.[a-z]{2}(?:-[A-Z]{2})?\.md$")]
    private static partial Regex Translated();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\|.*?(?<figures>\| -?[0-9.]+ \| -?[0-9.]+ \|)$", RegexOptions.Multiline)]
    private static partial Regex ExampleRow();
}
