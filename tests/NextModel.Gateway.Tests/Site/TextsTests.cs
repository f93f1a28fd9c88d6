using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Web.Localization;

namespace NextModel.Gateway.Tests.Site;

public sealed partial class TextsTests
{
    private static readonly Dictionary<string, string> English = Texts.Stated("en");

    /// <summary>The languages that state every key.</summary>
    public static TheoryData<string> Translations => new(Locale.All.Where(locale => locale != Locale.English && locale != Locale.British).Select(locale => locale.Id));

    /// <summary>Those and British English.</summary>
    public static TheoryData<string> Others => new(Locale.All.Where(locale => locale != Locale.English).Select(locale => locale.Id));

    [Theory]
    [MemberData(nameof(Translations))]
    public void Translation_Keys_AreThoseOfEnglish(string locale)
    {
        var stated = Texts.Stated(locale);

        English.Keys.Except(stated.Keys).ShouldBeEmpty($"{locale}.json lacks them");
        stated.Keys.Except(English.Keys).ShouldBeEmpty($"en.json does not know them");
    }

    [Fact]
    public void British_Keys_AreSomeOfEnglish() => Texts.Stated("en-GB").Keys.Except(English.Keys).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Others))]
    public void Translation_BlanksAndMarkup_AreThoseOfEnglish(string locale)
    {
        foreach (var (key, text) in Texts.Stated(locale))
        {
            Marks(text).ShouldBe(Marks(English[key]), $"{locale}: {key}");
            text.ShouldNotBeNullOrWhiteSpace(key);
        }
    }

    // A key that is put together is known by what it begins with.
    [Fact]
    public void EnglishKeys_Pages_UseEachAndNoOther()
    {
        var sources = RepositoryTree.Files("src/NextModel.Web").Where(path => path.EndsWith(".razor", StringComparison.Ordinal) || path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(RepositoryTree.Read).ToList();
        var whole = sources.SelectMany(source => WholeKey().Matches(source)).Select(match => match.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);
        var begun = sources.SelectMany(source => BegunKey().Matches(source)).Select(match => match.Groups["key"].Value).ToHashSet(StringComparer.Ordinal);

        whole.Where(key => !English.ContainsKey(key)).ShouldBeEmpty("pages ask for them and en.json does not have them");
        English.Keys.Where(key => !whole.Contains(key) && !begun.Any(start => key.StartsWith(start, StringComparison.Ordinal)) && !sources.Any(source => source.Contains($"\"{key}\"", StringComparison.Ordinal)))
            .ShouldBeEmpty("no page asks for them");
    }

    // The compiler drops white space where a block of code begins: words would run into each other. @(" ") stays.
    [Fact]
    public void Pages_SpaceAtTheEdgeOfABlock_IsWritten() =>
        RepositoryTree.Files("src/NextModel.Web").Where(path => path.EndsWith(".razor", StringComparison.Ordinal))
            .SelectMany(path => LostSpace().Matches(RepositoryTree.Read(path)).Select(match => $"{path}: {match.Value}")).ShouldBeEmpty();

    private static List<string> Marks(string text) => [.. Mark().Matches(text).Select(match => match.Value).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{ ?<text> (?!</text>)|(?<=[\]\)\w.:>]) @(?=(?:if|foreach) \()")]
    private static partial Regex LostSpace();

    [GeneratedRegex(@"\{[a-z]+\}|\*\*|`|\]\(")]
    private static partial Regex Mark();

    [GeneratedRegex(@"\b[tT]\[""(?<key>[a-z][A-Za-z0-9_.-]*)""\]")]
    private static partial Regex WholeKey();

    [GeneratedRegex(@"\b[tT]\[\$?""(?<key>[a-z][a-z.-]*\.)(?:\{|""\s*\+)")]
    private static partial Regex BegunKey();
}
