using System.Diagnostics.CodeAnalysis;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>The public keys a verifier trusts, by id: what <c>/.well-known/jwks.json</c> holds.</summary>
public sealed class VerifyingKeys : IDisposable
{
    private static readonly JsonLimits Limits = new(8, 10_000, Strict: true);

    private readonly Dictionary<string, VerifyingKey> _keys;

    private VerifyingKeys(Dictionary<string, VerifyingKey> keys) => _keys = keys;

    public int Count => _keys.Count;

    /// <summary>Reads a JWK Set. Keys of other kinds, and keys whose id is not their thumbprint, are left out. False when it is no key set.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> jwkSet, [NotNullWhen(true)] out VerifyingKeys? keys)
    {
        keys = null;
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(jwkSet, Limits, out _) || tape.Root["keys"u8].Kind != JsonKind.Array)
            {
                return false;
            }

            var found = new Dictionary<string, VerifyingKey>(StringComparer.Ordinal);
            foreach (var item in tape.Root["keys"u8].Children)
            {
                if (TryReadKey(item.Value) is { } key)
                {
                    found[key.Id] = key;
                }
            }

            keys = new VerifyingKeys(found);
            return true;
        }
        finally
        {
            tape.Return();
        }
    }

    public VerifyingKey? Find(string id) => _keys.GetValueOrDefault(id);

    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private static VerifyingKey? TryReadKey(JsonCursor jwk)
    {
        if (!jwk["kty"u8].TextEquals("EC"u8) || !jwk["crv"u8].TextEquals("P-256"u8))
        {
            return null;
        }

        var key = VerifyingKey.TryCreate(jwk["x"u8].GetString(), jwk["y"u8].GetString());
        if (key?.Id == jwk["kid"u8].GetString())
        {
            return key;
        }

        key?.Dispose();
        return null;
    }
}
