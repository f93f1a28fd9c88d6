using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NextModel.Providers.OpenAI;

/// <summary>Ids for what a source left nameless, drawn from the request's own id: the same request always gets the same ones.</summary>
internal sealed class MintedIds(Guid seed)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int Length = 24;

    private Guid _seed = seed;
    private int _minted;

    /// <summary>Starts over with another request's id.</summary>
    public void Begin(Guid requestId)
    {
        _seed = requestId;
        _minted = 0;
    }

    /// <summary>The next id: <paramref name="prefix"/> and 24 letters and digits.</summary>
    public string Next(string prefix)
    {
        Span<byte> source = stackalloc byte[20];
        _seed.TryWriteBytes(source);
        BinaryPrimitives.WriteInt32LittleEndian(source[16..], _minted++);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(source, digest);
        Span<char> id = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            id[i] = Alphabet[digest[i] % Alphabet.Length];
        }

        return string.Concat(prefix, id);
    }
}
