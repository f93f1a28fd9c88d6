namespace NextModel.Gateway.Tests.Architecture;

public sealed class RoomOrderTests
{
    [Fact]
    public void EngineFiles_UseOtherRooms_OnlyToTheirLeft()
    {
        var files = RepositoryTree.Code("src/NextModel");

        files.ShouldNotBeEmpty();
        files.SelectMany(path => RoomOrder.Breaches(path, RepositoryTree.Read(path))).ShouldBeEmpty();
    }

    [Fact]
    public void Breaches_RoomUsesRightNeighbour_NamesBothRoomsAndTheDecision()
    {
        var breach = RoomOrder.Breaches("src/NextModel/Caching/Wrong.cs", "using NextModel.Ledger;").ShouldHaveSingleItem();

        breach.ShouldContain("Caching");
        breach.ShouldContain("Ledger");
        breach.ShouldContain("ADR 0002");
    }

    [Theory]
    [InlineData("src/NextModel/Caching/Fine.cs", "using NextModel.Json;\nnamespace NextModel.Caching;", 0)]
    [InlineData("src/NextModel/Providers/Sse/Fine.cs", "namespace NextModel.Providers.Sse;", 0)]
    [InlineData("src/NextModel/Stray.cs", "namespace NextModel;", 1)]
    [InlineData("src/NextModel/Helpful/New.cs", "namespace NextModel.Helpful;", 1)]
    [InlineData("src/NextModel/Json/Wrong.cs", "var x = new NextModel.Providers.Source();", 1)]
    public void Breaches_OneFile_CountsWhatIsWrong(string path, string text, int expected) =>
        RoomOrder.Breaches(path, text).Count().ShouldBe(expected);

    [Fact]
    public void ArchitectureDocument_RoomOrder_IsTheOneChecked() =>
        RepositoryTree.Read("ARCHITECTURE.md").ReplaceLineEndings(" ").ShouldContain(string.Join(" < ", RoomOrder.Rooms));
}
