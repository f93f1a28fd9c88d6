namespace NextModel.Gateway.Tests.Architecture;

/// <summary>The checked-out tree, found by walking up from the test binary to the solution file.</summary>
internal static class RepositoryTree
{
    private static readonly string[] Generated = ["artifacts", "bin", "obj", "node_modules", "data", "TestResults", "BenchmarkDotNet.Artifacts"];

    /// <summary>Full path of the folder that holds NextModel.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every committed-looking file below <paramref name="folder"/>, as a path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files(string folder = "") =>
        [.. Walk(Path.Combine(Root, folder)).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    /// <summary>The C# files below <paramref name="folder"/>.</summary>
    public static IReadOnlyList<string> Code(string folder) =>
        [.. Files(folder).Where(path => path.EndsWith(".cs", StringComparison.Ordinal))];

    /// <summary>Every folder that holds a file, however deep, as a path from the root.</summary>
    public static IReadOnlySet<string> Folders() =>
        Files().SelectMany(Ancestors).ToHashSet(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
        {
            yield return path[..slash];
        }
    }

    private static IEnumerable<string> Walk(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var inner = Directory.EnumerateDirectories(folder)
            .Where(path => Path.GetFileName(path) is var name && name != ".git" && !Generated.Contains(name));
        return Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path) != ".git").Concat(inner.SelectMany(Walk));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "NextModel.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No NextModel.slnx above {AppContext.BaseDirectory}: these tests read the source tree.");
    }
}
