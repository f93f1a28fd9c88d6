using System.Globalization;
using System.Reflection;

namespace NextModel.Storage;

/// <summary>The numbered scripts that lie in this assembly.</summary>
internal static class MigrationScripts
{
    /// <summary>Those of a folder, in their order.</summary>
    /// <param name="folder">The folder as resources name it, with a dot at its end.</param>
    public static List<(int Number, string Name, string Sql)> Of(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => (Name: resource[folder.Length..^".sql".Length], Resource: resource))
            .Select(script => (int.Parse(script.Name[..4], CultureInfo.InvariantCulture), script.Name, Read(assembly, script.Resource)))];
    }

    /// <summary>What to say when a database is newer than this program; null when it is not.</summary>
    /// <param name="database">Which.</param>
    /// <param name="applied">The last script it has.</param>
    /// <param name="scripts">Those this program has.</param>
    public static string? Newer(string database, long applied, List<(int Number, string Name, string Sql)> scripts) => applied <= scripts[^1].Number
        ? null
        : $"{database} was written by a newer version (schema {applied}; this program knows {scripts[^1].Number}). "
            + "Start the newer version, or restore a backup made before the upgrade.";

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
