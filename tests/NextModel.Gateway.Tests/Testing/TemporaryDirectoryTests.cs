using NextModel.Testing;

namespace NextModel.Gateway.Tests.Testing;

public sealed class TemporaryDirectoryTests
{
    [Fact]
    public void Dispose_WithFilesInside_RemovesAll()
    {
        var directory = new TemporaryDirectory();
        File.WriteAllText(directory.File("a.txt"), "a");

        directory.Dispose();

        Directory.Exists(directory.Path).ShouldBeFalse();
    }
}
