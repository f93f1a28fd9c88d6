using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NextModel.Secrets;

namespace NextModel.Ledger;

/// <summary>
/// The keys of this installation: the one that signs, and the public halves of all there ever were. The private half is sealed under the master
/// key; a retired key loses its private half and so signs nothing.
/// </summary>
public sealed class SigningKeys : IDisposable
{
    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff";

    private readonly ISigningKeyStore _store;
    private readonly byte[] _sealing;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<SigningKey> _replaced = [];
    private volatile IReadOnlyList<KeptSigningKey> _all = [];
    private volatile SigningKey _current;

    private SigningKeys(ISigningKeyStore store, MasterKey master, TimeProvider time)
    {
        _store = store;
        _sealing = master.Derive("signing-keys");
        _time = time;
        _all = store.Load();
        if (!_all.Any(key => key.Sealed is not null))
        {
            using var _ = Make(out var first);
            store.AddFirst(first);
            _all = store.Load();
        }

        _current = Open(Newest(_all));
    }

    /// <summary>The key that signs now.</summary>
    public SigningKey Current => _current;

    /// <summary>Opens the keys in <paramref name="directory"/>, making the first when there is none.</summary>
    /// <exception cref="InvalidDataException">The private key was sealed under another master key.</exception>
    public static SigningKeys Open(string directory, MasterKey master, TimeProvider time) => Open(new SigningKeyFiles(directory), master, time);

    /// <summary>Opens the keys that are kept somewhere, making the first when there is none.</summary>
    /// <exception cref="InvalidDataException">The private key was sealed under another master key.</exception>
    public static SigningKeys Open(ISigningKeyStore store, MasterKey master, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(master);
        return new SigningKeys(store, master, time);
    }

    /// <summary>The public keys, old ones included, as a JWK Set (RFC 7517 §5): the body of <c>/.well-known/jwks.json</c>.</summary>
    public string JwkSet() => JwkSetOf(_all.Select(key => key.Json));

    /// <summary>The same from the files alone: public keys need no master key. Empty when the directory is not there.</summary>
    public static string JwkSetOf(string directory) => JwkSetOf(SigningKeyFiles.PublicOf(directory));

    /// <summary>The same from the public halves.</summary>
    public static string JwkSetOf(IEnumerable<string> publicKeys) => $$"""{"keys":[{{string.Join(',', publicKeys)}}]}""";

    /// <summary>All keys there ever were, oldest first.</summary>
    public IReadOnlyList<SigningKeyFact> List()
    {
        var names = _all.Select(key => key.Name).ToList();
        return
        [
            .. names.Select((name, i) => new SigningKeyFact(name[(TimeFormat.Length - 1)..], MadeAt(name), i + 1 < names.Count ? MadeAt(names[i + 1]) : null)),
        ];
    }

    /// <summary>Retires the current key and signs with a new one from now on.</summary>
    public void Rotate()
    {
        lock (_gate)
        {
            using var _ = Make(out var successor);
            _store.Replace(successor);
            TakeUp(_store.Load());
        }
    }

    /// <summary>Takes up a key that another replica has made.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            var all = _store.Load();
            if (all.Count != _all.Count)
            {
                TakeUp(all);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _replaced.ForEach(key => key.Dispose());
            _current.Dispose();
        }
    }

    // Somebody may be about to sign with the one before: it goes with this.
    private void TakeUp(IReadOnlyList<KeptSigningKey> all)
    {
        var newest = Open(Newest(all));
        _replaced.Add(_current);
        _all = all;
        _current = newest;
    }

    // A crash while one is replaced can leave two private halves: names begin with the time, so the last is the newest.
    private static KeptSigningKey Newest(IReadOnlyList<KeptSigningKey> all) => all.Last(key => key.Sealed is not null);

    private SigningKey Open(KeptSigningKey kept)
    {
        var pkcs8 = SealedBytes.TryOpen(_sealing, kept.Sealed, Context(kept.Name))
            ?? throw new InvalidDataException(
                $"The signing key {kept.Name} does not open with this master key. Restore the NEXTMODEL_MASTER_KEY it was made under, "
                + "or move its private half away to sign with a new key; old receipts still verify.");
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        CryptographicOperations.ZeroMemory(pkcs8);
        return new SigningKey(key);
    }

    private SigningKey Make(out KeptSigningKey kept)
    {
        var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = new SigningKey(pair);
        var name = $"{_time.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture)}-{key.Public.Id}";
        var pkcs8 = pair.ExportPkcs8PrivateKey();
        kept = new KeptSigningKey(name, key.Public.Json, SealedBytes.Seal(_sealing, pkcs8, Context(name)));
        CryptographicOperations.ZeroMemory(pkcs8);
        return key;
    }

    private static DateTimeOffset MadeAt(string name) =>
        DateTimeOffset.ParseExact(name[..(TimeFormat.Length - 2)], TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static byte[] Context(string name) => Encoding.ASCII.GetBytes("signing-key|" + name);
}
