using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Architecture;

/// <summary>How long files may be, and that a file holds one type.</summary>
internal static partial class FileSizes
{
    public const int Median = 80;
    public const int Percentile95 = 250;
    public const int Most = 400;

    /// <summary>Files that may reach <see cref="Most"/> lines, each with its reason.</summary>
    public static readonly Dictionary<string, string> Reasoned = [];

    /// <summary>The value below which <paramref name="percent"/> of the sorted lengths lie (nearest rank).</summary>
    public static int Percentile(IReadOnlyList<int> sorted, int percent) =>
        sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)];

    public static int Lines(string text) => text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>Names of the types declared at the left margin, which with file-scoped namespaces are the top-level ones.</summary>
    public static IReadOnlyList<string> TopLevelTypes(string text) =>
        [.. Declarations().Matches(text).Select(match => match.Groups[1].Value).Distinct()];

    [GeneratedRegex(
        @"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|ref|unsafe)[ ])*"
        + @"(?:record[ ]class|record[ ]struct|record|class|struct|interface|enum|delegate[ ][^\s(]+)[ ]([A-Za-z_]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex Declarations();
}
