using System.Reflection;
using System.Text.RegularExpressions;

namespace NextModel.Clients.Tests;

/// <summary>The code blocks of documents, by the name in the comment before them.</summary>
internal static partial class DocumentSnippets
{
    /// <summary>The tree these tests were built from.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The code of one snippet.</summary>
    /// <param name="document">Path of the document, from the root.</param>
    /// <param name="name">Name of the snippet.</param>
    public static string Read(string document, string name) => All(document).FirstOrDefault(snippet => snippet.Name == name).Code
        ?? throw new InvalidOperationException($"{document} has no snippet '{name}'.");

    /// <summary>Every snippet of a document.</summary>
    public static IEnumerable<(string Name, string Language, string Code)> All(string document) =>
        Block().Matches(File.ReadAllText(Path.Combine(Root, document)))
            .Select(match => (match.Groups["name"].Value, match.Groups["language"].Value, match.Groups["code"].Value));

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(Path.GetDirectoryName(Assembly.GetExecutingAssembly().Location)!);
        while (!File.Exists(Path.Combine(directory.FullName, "NextModel.slnx")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("These tests run inside the tree they were built from.");
        }

        return directory.FullName;
    }

    [GeneratedRegex("<!-- snippet: (?<name>[a-z-]+) -->\\n```(?<language>[a-z]+)\\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
