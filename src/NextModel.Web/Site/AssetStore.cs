using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace NextModel.Web.Site;

/// <summary>
/// The files a page refers to, out of the assembly. Their paths carry the digest of all of them, so a browser may keep each for a year and
/// still never shows a page with the style of another version.
/// </summary>
public sealed class AssetStore
{
    private const string ResourcePrefix = "assets/";

    private readonly FrozenDictionary<string, Asset> _assets;

    /// <summary>The files of this program.</summary>
    public static AssetStore Embedded { get; } = new();

    private AssetStore()
    {
        var assembly = typeof(AssetStore).Assembly;
        var files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToDictionary(name => name[ResourcePrefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, bytes) in files)
        {
            digest.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
            digest.AppendData(bytes);
        }

        Root = $"/assets/{Convert.ToHexStringLower(digest.GetHashAndReset().AsSpan(0, 8))}/";
        _assets = files.ToFrozenDictionary(file => Root + file.Key, file => new Asset(TypeOf(file.Key), file.Value, isCompressed: file.Key.EndsWith(".woff2", StringComparison.Ordinal)), StringComparer.Ordinal);
    }

    /// <summary>What every path begins with.</summary>
    public string Root { get; }

    public IEnumerable<string> Paths => _assets.Keys;

    /// <summary>The path of a file.</summary>
    public string Link(string name) => Root + name;

    /// <summary>The file at a path; null when there is none.</summary>
    public Asset? Find(string path) => _assets.GetValueOrDefault(path);

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".woff2" => "font/woff2",
        var other => throw new InvalidOperationException($"No media type is known for '{other}' ({name})."),
    };
}
