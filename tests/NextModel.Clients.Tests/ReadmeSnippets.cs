using System.Reflection;
using System.Text.RegularExpressions;

namespace NextModel.Clients.Tests;

/// <summary>The code blocks of README.md, by the name in the comment before them.</summary>
internal static partial class ReadmeSnippets
{
    /// <summary>The tree these tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The code of the snippet called <paramref name="name"/>.</summary>
    public static string Read(string name)
    {
        var readme = File.ReadAllText(Path.Combine(Root, "README.md"));
        var match = Block().Matches(readme).FirstOrDefault(m => m.Groups["name"].Value == name)
            ?? throw new InvalidOperationException($"README.md has no snippet '{name}'.");
        return match.Groups["code"].Value;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(directory.FullName, "NextModel.slnx")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("These tests run inside the tree they were built from.");
        }

        return directory.FullName;
    }

    [GeneratedRegex("<!-- snippet: (?<name>[a-z-]+) -->\\n```[a-z]+\\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
