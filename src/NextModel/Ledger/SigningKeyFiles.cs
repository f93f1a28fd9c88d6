using System.Text;

namespace NextModel.Ledger;

/// <summary>Signing keys in a directory: each half in a file of its own.</summary>
public sealed class SigningKeyFiles : ISigningKeyStore
{
    private const string PrivateSuffix = ".key";
    private const string PublicSuffix = ".jwk";

    private readonly string _directory;

    /// <param name="directory">Made when it is not there.</param>
    public SigningKeyFiles(string directory)
    {
        DurableFile.CreateDirectory(directory);
        _directory = directory;
    }

    /// <summary>The public halves in a directory, oldest first; none when it is not there.</summary>
    public static IEnumerable<string> PublicOf(string directory) => Files(directory).Select(File.ReadAllText);

    public IReadOnlyList<KeptSigningKey> Load() =>
    [
        .. Files(_directory).Select(path => new KeptSigningKey(
            Path.GetFileNameWithoutExtension(path), File.ReadAllText(path),
            Path.ChangeExtension(path, PrivateSuffix) is var half && File.Exists(half) ? File.ReadAllBytes(half) : null)),
    ];

    public void AddFirst(KeptSigningKey first)
    {
        ArgumentNullException.ThrowIfNull(first);
        DurableFile.Write(Path.Combine(_directory, first.Name + PublicSuffix), Encoding.ASCII.GetBytes(first.Json));
        DurableFile.Write(Path.Combine(_directory, first.Name + PrivateSuffix), first.Sealed);
    }

    public void Replace(KeptSigningKey successor)
    {
        var retired = Directory.EnumerateFiles(_directory, "*" + PrivateSuffix).ToArray();
        AddFirst(successor);
        foreach (var file in retired)
        {
            File.Delete(file);
        }
    }

    /// <summary>Writes keys that were kept elsewhere, durably, as they are: a retired one has no private half.</summary>
    public void Restore(IReadOnlyList<KeptSigningKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (var key in keys)
        {
            DurableFile.Write(Path.Combine(_directory, key.Name + PublicSuffix), Encoding.ASCII.GetBytes(key.Json));
            if (key.Sealed is { } half)
            {
                DurableFile.Write(Path.Combine(_directory, key.Name + PrivateSuffix), half);
            }
        }
    }

    private static IEnumerable<string> Files(string directory) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*" + PublicSuffix).Order(StringComparer.Ordinal) : [];
}
