namespace NextModel.Gateway.Tests.Architecture;

public sealed class DocumentedPathsTests
{
    private static readonly IReadOnlyList<string> Files = RepositoryTree.Files();
    private static readonly IReadOnlySet<string> Folders = RepositoryTree.Folders();

    public static TheoryData<string> Documents =>
    [
        "ARCHITECTURE.md", "CONTRIBUTING.md",
        .. Files.Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path.EndsWith(".md", StringComparison.Ordinal)),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_PathsInBackticks_Exist(string document) =>
        DocumentedNames.Spans(RepositoryTree.Read(document))
            .Where(span => DocumentedNames.IsPath(span) && !DocumentedNames.Exists(span, Files, Folders))
            .ShouldBeEmpty($"{document} names paths that are not in the tree");

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_TypesInBackticks_Exist(string document) =>
        DocumentedNames.Spans(RepositoryTree.Read(document))
            .Where(span => DocumentedNames.IsType(span, out var type, out var member) && !KnownTypes.Has(type, member))
            .ShouldBeEmpty($"{document} names types or members that no file declares");

    [Fact]
    public void CodeComments_PagesTheyCite_Exist() =>
        Files.Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(path => DocumentedNames.CitedPages(RepositoryTree.Read(path)).Select(page => (path, page)))
            .Where(cited => !Files.Any(file => file.StartsWith(cited.page, StringComparison.Ordinal)))
            .ShouldBeEmpty("comments cite pages that are not in the tree");

    [Fact]
    public void Documents_Decisions_AreAmongThem() =>
        Documents.Select(row => row.Data).ShouldContain("docs/adr/0001-straight-line-pipeline.md");

    [Fact]
    public void ArchitectureDocument_Length_FitsInOneReading() =>
        FileSizes.Lines(RepositoryTree.Read("ARCHITECTURE.md")).ShouldBeLessThanOrEqualTo(150);

    [Fact]
    public void Spans_Markdown_LeaveFencesAndPhrasesOut() =>
        DocumentedNames.Spans("`a` and `b c`\n```csharp\nvar x = `d`;\n```\n``e`` `f`, `a`").ShouldBe(["a", "f"]);

    [Theory]
    [InlineData("src/NextModel/Json/JsonTape.cs", true, true)]
    [InlineData("JsonTape.cs", true, true)]
    [InlineData("Json/JsonTape.cs", true, true)]
    [InlineData("tests/*.Tests", true, true)]
    [InlineData("src/NextModel/Json/", true, true)]
    [InlineData("src/NextModel/Nowhere", true, false)]
    [InlineData("Tape.cs", true, false)]
    [InlineData("src/<room>/Name.cs", false, false)]
    [InlineData("nextmodel.receipt/1", false, false)]
    [InlineData("/v1/models", false, false)]
    public void IsPath_Span_RecognisedAndLookedUp(string span, bool isPath, bool exists)
    {
        DocumentedNames.IsPath(span).ShouldBe(isPath);
        if (isPath)
        {
            DocumentedNames.Exists(span, Files, Folders).ShouldBe(exists);
        }
    }

    [Theory]
    [InlineData("JsonTape", true)]
    [InlineData("Result<T>", null)]
    [InlineData("JsonTape.TryParse", true)]
    [InlineData("JsonTape.Explode", false)]
    [InlineData("SocketsHttpHandler", true)]
    [InlineData("NoSuchType", false)]
    [InlineData("NEXTMODEL_DATA", null)]
    [InlineData("Authorization", null)]
    [InlineData("FileSizeTests.Percentile_NearestRank_IsTaken", true)]
    public void IsType_Span_RecognisedAndLookedUp(string span, bool? exists)
    {
        DocumentedNames.IsType(span, out var type, out var member).ShouldBe(exists is not null);
        if (exists is not null)
        {
            KnownTypes.Has(type, member).ShouldBe(exists.Value);
        }
    }
}
