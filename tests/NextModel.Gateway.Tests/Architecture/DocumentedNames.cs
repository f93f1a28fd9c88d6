using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Architecture;

/// <summary>Finds the paths and types that a Markdown page names in backticks.</summary>
/// <remarks>
/// Only single-backtick spans without white space count; fenced blocks are examples. A span is
/// a <em>path</em> when it starts with a top-level folder of the tree (<c>src/…</c>) or ends like a committed text file (<c>….cs</c>);
/// <c>*</c> stands for any run of characters within one name. It is a <em>type</em> when it is written in PascalCase with at least two humps, alone,
/// with type parameters, or followed by one member. A span with a placeholder (<c>&lt;</c> before a lower-case letter, <c>…</c>, <c>{</c>) is neither.
/// </remarks>
internal static partial class DocumentedNames
{
    /// <summary>The spans of <paramref name="markdown"/>, each once.</summary>
    public static IEnumerable<string> Spans(string markdown) =>
        Span().Matches(Fence().Replace(markdown, "")).Select(match => match.Groups[1].Value).Distinct();

    public static bool IsPath(string span) => !Placeholder().IsMatch(span) && PathLike().IsMatch(span);

    /// <summary>True for a type name; gives it without type parameters, and the member after it, if any.</summary>
    public static bool IsType(string span, out string type, out string? member)
    {
        var match = TypeLike().Match(span);
        type = match.Groups["type"].Value;
        member = match.Groups["member"] is { Success: true } group ? group.Value : null;
        return match.Success && !IsPath(span);
    }

    /// <summary>True when <paramref name="span"/> names a file or folder of the tree, from the root or from any folder.</summary>
    public static bool Exists(string span, IReadOnlyCollection<string> files, IReadOnlySet<string> folders)
    {
        var wanted = span.StartsWith("./", StringComparison.Ordinal) ? span[2..] : span;
        wanted = wanted.TrimEnd('/');
        var pattern = new Regex("(^|/)" + Regex.Escape(wanted).Replace(@"\*", "[^/]*", StringComparison.Ordinal) + "$");
        return files.Any(file => pattern.IsMatch(file)) || folders.Any(folder => pattern.IsMatch(folder));
    }

    /// <summary>The pages under <c>docs/</c> that a C# comment names: whole, or the beginning of an ADR's name.</summary>
    public static IEnumerable<string> CitedPages(string code) => Cited().Matches(code).Select(match => match.Groups[1].Value).Distinct();

    [GeneratedRegex("^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?<!`)`([^`\s]+)`(?!`)")]
    private static partial Regex Span();

    [GeneratedRegex(@"<[a-z]|[…{]|\.\.\.")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^(\./)?(src|tests|docs|benchmarks|\.ci)/[\w.*/-]*$|^[\w.*/-]+\.(cs|csproj|slnx|props|md|sql|txt)$")]
    private static partial Regex PathLike();

    [GeneratedRegex(@"^(?<type>[A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)(?:<[A-Z][\w, ]*>)?(?:\.(?<member>[A-Z]\w*)(?:\(\))?)?$")]
    private static partial Regex TypeLike();

    [GeneratedRegex(@"^\s*//.*?\b(docs/(?:adr/\d{4}|[\w/-]+\.md))", RegexOptions.Multiline)]
    private static partial Regex Cited();
}
