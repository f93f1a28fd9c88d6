using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Architecture;

/// <summary>The types that a document may name: those declared in this tree, and those of the runtime and its libraries.</summary>
internal static partial class KnownTypes
{
    private static readonly Lazy<ILookup<string, string>> Own = new(() =>
        RepositoryTree.Files().Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(RepositoryTree.Read)
            .SelectMany(text => Declarations().Matches(text).Select(match => (Name: match.Groups[1].Value, Text: text)))
            .ToLookup(found => found.Name, found => found.Text));

    private static readonly Lazy<HashSet<string>> Foreign = new(() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).SelectMany(Names).ToHashSet(StringComparer.Ordinal));

    /// <summary>True when such a type exists and, where it is ours, its text has the member.</summary>
    public static bool Has(string type, string? member) =>
        Own.Value.Contains(type)
            ? member is null || Own.Value[type].Any(text => Regex.IsMatch(text, $@"\b{member}\b"))
            : Foreign.Value.Contains(type);

    private static IEnumerable<string> Names(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        if (!image.HasMetadata)
        {
            return [];
        }

        var metadata = image.GetMetadataReader();
        return [.. metadata.TypeDefinitions.Select(handle => metadata.GetString(metadata.GetTypeDefinition(handle).Name).Split('`')[0])];
    }

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum)[ ]([A-Z]\w*)")]
    private static partial Regex Declarations();
}
