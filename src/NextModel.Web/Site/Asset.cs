using System.IO.Compression;

namespace NextModel.Web.Site;

/// <summary>A file that pages refer to.</summary>
/// <param name="contentType">Its media type.</param>
/// <param name="bytes">The file.</param>
/// <param name="isCompressed">True when compressing it again gains nothing.</param>
public sealed class Asset(string contentType, byte[] bytes, bool isCompressed)
{
    // The best there is takes a tenth of a second and more for all files: whoever asks first waits for one of them, a start for none.
    private readonly Lazy<byte[]>? _brotli = isCompressed ? null : new Lazy<byte[]>(() => Compress(bytes));

    public string ContentType => contentType;

    public byte[] Bytes => bytes;

    /// <summary>Compressed; null where that gains nothing.</summary>
    public byte[]? Brotli => _brotli?.Value;

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionLevel.SmallestSize))
        {
            brotli.Write(bytes);
        }

        return compressed.ToArray();
    }
}
