using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Architecture;

/// <summary>Names and words that may not land: drawers for everything, unowned promises, and paths of one machine.</summary>
internal static partial class ForbiddenWords
{
    private static readonly string[] Drawers =
        ["Common", "Shared", "Utils", "Utilities", "Helpers", "Extensions", "Managers", "Services", "Misc", "Infrastructure"];

    private static readonly string[] Binary = [".png", ".ico", ".woff2", ".gz", ".db", ".bin", ".dll"];

    /// <summary>True when a folder on the way to <paramref name="path"/> is a drawer without a concept.</summary>
    public static bool StandsInDrawer(string path) =>
        path.Split('/')[..^1].Any(folder => Drawers.Contains(folder, StringComparer.OrdinalIgnoreCase));

    /// <summary>True for a type name with a suffix that says nothing about what the type is. Kinds of <see cref="HttpMessageHandler"/> say it.</summary>
    public static bool HasEmptySuffix(string typeName, string text) =>
        EmptySuffix().IsMatch(typeName) && !text.Contains(": HttpMessageHandler", StringComparison.Ordinal);

    /// <summary>True when a task is left behind without the number of the issue that owns it.</summary>
    public static bool HasUnownedTask(string text) => UnownedTask().IsMatch(text);

    /// <summary>True when the text names a folder that exists on one person's machine only.</summary>
    public static bool NamesAMachine(string text) => MachinePath().IsMatch(text);

    public static bool IsText(string path) => !Binary.Contains(Path.GetExtension(path));

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Service|Handler|Processor|Base|Impl|Info|Data|Dto)$")]
    private static partial Regex EmptySuffix();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b(?!\s*\(#\d+\))")]
    private static partial Regex UnownedTask();

    [GeneratedRegex(@"(?<![\w.$}])/(home|root|work|Users)/\w|\b[A-Z]:\\Users\\")]
    private static partial Regex MachinePath();
}
