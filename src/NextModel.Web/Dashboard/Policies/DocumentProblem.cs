using System.Globalization;
using System.Text.RegularExpressions;

namespace NextModel.Web.Dashboard.Policies;

/// <summary>Something wrong in a document, at its place in the text.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">The member: <c>rules[0].when</c>.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
public sealed partial record DocumentProblem(int Line, int Column, string Path, string Message)
{
    /// <summary>The problems that a refusal lists, one a line; those without a place are left out.</summary>
    public static IReadOnlyList<DocumentProblem> In(string message) =>
        [.. Places().Matches(message).Select(match => new DocumentProblem(
            int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture), int.Parse(match.Groups["column"].ValueSpan, CultureInfo.InvariantCulture),
            match.Groups["path"].Value, match.Groups["message"].Value))];

    [GeneratedRegex(@"^(?<path>.*?) \(line (?<line>\d{1,7}), column (?<column>\d{1,7})\): (?<message>.*)$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Places();
}
