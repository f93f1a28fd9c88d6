namespace NextModel.Gateway.Tests.Architecture;

public sealed class ForbiddenWordsTests
{
    // The rules and their examples spell out what they forbid.
    private static readonly string[] Texts =
        [.. RepositoryTree.Files().Where(path => ForbiddenWords.IsText(path) && !path.Contains("/ForbiddenWords", StringComparison.Ordinal))];

    [Fact]
    public void Folders_Drawers_ThereAreNone() =>
        RepositoryTree.Files().Where(ForbiddenWords.StandsInDrawer).ShouldBeEmpty("a line with no room is a new concept: name it (ADR 0002)");

    [Fact]
    public void SourceTypes_EmptySuffixes_ThereAreNone() =>
        RepositoryTree.Code("src").Where(path => ForbiddenWords.HasEmptySuffix(Path.GetFileNameWithoutExtension(path), RepositoryTree.Read(path))).ShouldBeEmpty();

    [Fact]
    public void Texts_UnownedTasks_ThereAreNone() =>
        Texts.Where(path => ForbiddenWords.HasUnownedTask(RepositoryTree.Read(path))).ShouldBeEmpty("a task carries an issue number or does not land");

    [Fact]
    public void Texts_MachinePaths_ThereAreNone() =>
        Texts.Where(path => ForbiddenWords.NamesAMachine(RepositoryTree.Read(path))).ShouldBeEmpty();

    [Fact]
    public void LockFiles_DownloadAddresses_ThereAreNone() =>
        RepositoryTree.Files()
            .Where(path => path.EndsWith("package-lock.json", StringComparison.Ordinal))
            .Where(path => RepositoryTree.Read(path).Contains("\"resolved\": \"http", StringComparison.Ordinal))
            .ShouldBeEmpty("a lock file names versions and digests, not one registry's addresses");

    [Theory]
    [InlineData("src/NextModel/Utils/A.cs", true)]
    [InlineData("src/NextModel.Web/services/A.cs", true)]
    [InlineData("src/NextModel/Caching/CommonGround.cs", false)]
    public void StandsInDrawer_Path_Decided(string path, bool expected) => ForbiddenWords.StandsInDrawer(path).ShouldBe(expected);

    [Theory]
    [InlineData("CacheManager", "class CacheManager", true)]
    [InlineData("KeyData", "record KeyData", true)]
    [InlineData("EventHandler", "class EventHandler", true)]
    [InlineData("EchoHandler", "class EchoHandler : HttpMessageHandler", false)]
    [InlineData("Database", "class Database", false)]
    public void HasEmptySuffix_Type_Decided(string name, string text, bool expected) =>
        ForbiddenWords.HasEmptySuffix(name, text).ShouldBe(expected);

    [Theory]
    [InlineData("// TODO: later", true)]
    [InlineData("// TODO(#12): later", false)]
    [InlineData("// TODOS", false)]
    public void HasUnownedTask_Text_Decided(string text, bool expected) => ForbiddenWords.HasUnownedTask(text).ShouldBe(expected);

    [Theory]
    [InlineData("cat /home/ada/notes", true)]
    [InlineData(@"C:\Users\ada", true)]
    [InlineData("https://example.com/home/page", false)]
    [InlineData("$root/work/item", false)]
    public void NamesAMachine_Text_Decided(string text, bool expected) => ForbiddenWords.NamesAMachine(text).ShouldBe(expected);
}
