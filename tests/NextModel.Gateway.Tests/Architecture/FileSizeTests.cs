namespace NextModel.Gateway.Tests.Architecture;

public sealed class FileSizeTests
{
    private static readonly string[] All = [.. RepositoryTree.Code("src"), .. RepositoryTree.Code("tests"), .. RepositoryTree.Code("benchmarks")];

    [Fact]
    public void SourceFiles_Lengths_StayNearOnePage()
    {
        int[] lengths = [.. RepositoryTree.Code("src").Select(path => FileSizes.Lines(RepositoryTree.Read(path))).Order()];

        FileSizes.Percentile(lengths, 50).ShouldBeLessThanOrEqualTo(FileSizes.Median);
        FileSizes.Percentile(lengths, 95).ShouldBeLessThanOrEqualTo(FileSizes.Percentile95);
    }

    [Fact]
    public void CodeFiles_FourHundredLines_NeedAReason() =>
        All.Where(path => FileSizes.Lines(RepositoryTree.Read(path)) >= FileSizes.Most && !FileSizes.Reasoned.ContainsKey(path)).ShouldBeEmpty();

    [Fact]
    public void ReasonedFiles_NoLongerThatLong_LeaveTheList() =>
        FileSizes.Reasoned.Keys.Where(path => !All.Contains(path) || FileSizes.Lines(RepositoryTree.Read(path)) < FileSizes.Most).ShouldBeEmpty();

    [Fact]
    public void CodeFiles_TopLevelTypes_AreOnePerFile() =>
        All.Where(path => FileSizes.TopLevelTypes(RepositoryTree.Read(path)).Count > 1).ShouldBeEmpty();

    [Theory]
    [InlineData("public sealed class A;\n", 1)]
    [InlineData("public sealed partial class A;\npublic sealed partial class A { }\n", 1)]
    [InlineData("public sealed class A;\ninternal readonly record struct B(int X);\n", 2)]
    [InlineData("public sealed class A\n{\n    private enum Inner { }\n}\n", 1)]
    [InlineData("internal delegate void A(int x);\ninternal enum B { }\n", 2)]
    [InlineData("var record = 1;\nreturn record;\n", 0)]
    public void TopLevelTypes_Text_AreCounted(string text, int expected) =>
        FileSizes.TopLevelTypes(text).Count.ShouldBe(expected);

    [Fact]
    public void Percentile_NearestRank_IsTaken()
    {
        int[] hundred = [.. Enumerable.Range(1, 100)];

        FileSizes.Percentile(hundred, 50).ShouldBe(50);
        FileSizes.Percentile(hundred, 95).ShouldBe(95);
        FileSizes.Percentile([7], 95).ShouldBe(7);
    }
}
