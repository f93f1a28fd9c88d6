using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NextModel.Secrets;

namespace NextModel.Ledger;

/// <summary>
/// The keys of this installation: the one that signs, and the public halves of all there ever were. Each lies in its own file,
/// the private half sealed under the master key; a retired key loses its private half and so signs nothing.
/// </summary>
public sealed class SigningKeys : IDisposable
{
    private const string PrivateSuffix = ".key";
    private const string PublicSuffix = ".jwk";
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff";

    private readonly string _directory;
    private readonly byte[] _sealing;
    private readonly TimeProvider _time;

    private SigningKeys(string directory, MasterKey master, TimeProvider time)
    {
        _directory = directory;
        _sealing = master.Derive("signing-keys");
        _time = time;
        Current = Load() ?? Create();
    }

    /// <summary>The key that signs now.</summary>
    public SigningKey Current { get; private set; }

    /// <summary>Opens the keys in <paramref name="directory"/>, making the first when there is none.</summary>
    /// <exception cref="InvalidDataException">The private key was sealed under another master key.</exception>
    public static SigningKeys Open(string directory, MasterKey master, TimeProvider time)
    {
        DurableFile.CreateDirectory(directory);
        return new SigningKeys(directory, master, time);
    }

    /// <summary>The public keys, old ones included, as a JWK Set (RFC 7517 §5): the body of <c>/.well-known/jwks.json</c>.</summary>
    public string JwkSet() => JwkSetOf(_directory);

    /// <summary>The same from the files alone: public keys need no master key. Empty when the directory is not there.</summary>
    public static string JwkSetOf(string directory) =>
        $$"""{"keys":[{{string.Join(',', Files(directory, PublicSuffix).Select(File.ReadAllText))}}]}""";

    /// <summary>All keys there ever were, oldest first.</summary>
    public IReadOnlyList<SigningKeyFact> List()
    {
        var files = Files(_directory, PublicSuffix).Select(path => Path.GetFileNameWithoutExtension(path)).ToList();
        return
        [
            .. files.Select((name, i) => new SigningKeyFact(name[(TimeFormat.Length - 1)..], MadeAt(name), i + 1 < files.Count ? MadeAt(files[i + 1]) : null)),
        ];
    }

    /// <summary>Retires the current key and signs with a new one from now on.</summary>
    public void Rotate()
    {
        var retired = Files(_directory, PrivateSuffix).ToArray();
        Current = Create();
        foreach (var file in retired)
        {
            File.Delete(file);
        }
    }

    public void Dispose() => Current.Dispose();

    // A crash inside Rotate can leave two private halves: names begin with the time, so the last is the newest.
    private SigningKey? Load()
    {
        if (Files(_directory, PrivateSuffix).LastOrDefault() is not { } file)
        {
            return null;
        }

        var pkcs8 = SealedBytes.TryOpen(_sealing, File.ReadAllBytes(file), Context(Path.GetFileNameWithoutExtension(file)))
            ?? throw new InvalidDataException(
                $"The signing key {file} does not open with this master key. Restore the NEXTMODEL_MASTER_KEY it was made under, "
                + "or move the file away to sign with a new key; old receipts still verify.");
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        return new SigningKey(key);
    }

    private SigningKey Create()
    {
        var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = new SigningKey(pair);
        var name = $"{_time.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture)}-{key.Public.Id}";
        var pkcs8 = pair.ExportPkcs8PrivateKey();
        DurableFile.Write(Path.Combine(_directory, name + PublicSuffix), Encoding.ASCII.GetBytes(key.Public.Json));
        DurableFile.Write(Path.Combine(_directory, name + PrivateSuffix), SealedBytes.Seal(_sealing, pkcs8, Context(name)));
        CryptographicOperations.ZeroMemory(pkcs8);
        return key;
    }

    private static IEnumerable<string> Files(string directory, string suffix) =>
        Directory.Exists(directory) ? Directory.EnumerateFiles(directory, "*" + suffix).Order(StringComparer.Ordinal) : [];

    private static DateTimeOffset MadeAt(string name) =>
        DateTimeOffset.ParseExact(name[..(TimeFormat.Length - 2)], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static byte[] Context(string name) => Encoding.ASCII.GetBytes("signing-key|" + name);
}
