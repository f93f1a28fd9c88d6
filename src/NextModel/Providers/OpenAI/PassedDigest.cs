using System.Security.Cryptography;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>What is kept of an answer that only passes: its type, its length and its digest, as the JSON that receipts digest.</summary>
internal sealed class PassedDigest(string mediaType) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _length += bytes.Length;
    }

    /// <summary>The JSON, for what has come so far.</summary>
    public PooledBuffer Write()
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetCurrentHash(digest);
        var json = new PooledBuffer(256);
        json.Write("{\"content_type\":"u8);
        JsonText.Write(json, mediaType);
        json.Write(",\"bytes\":"u8);
        json.WriteNumber(_length);
        json.Write(",\"sha256\":"u8);
        JsonText.Write(json, Convert.ToHexStringLower(digest));
        json.Write("}"u8);
        return json;
    }

    public void Dispose() => _hash.Dispose();
}
