using System.Buffers;

namespace NextModel.Json;

/// <summary>
/// Canonical JSON by RFC 8785 (JCS): what receipts are hashed over. The RFC wants I-JSON; where a text is not, and a source's may not
/// be, half of a surrogate pair is U+FFFD, the last of two equal names counts, and a number beyond the range of doubles keeps its
/// decimal value.
/// </summary>
public static class Rfc8785
{
    /// <summary>Writes the canonical form of <paramref name="value"/>, without what <paramref name="rule"/> leaves out.</summary>
    public static void Write(JsonCursor value, IBufferWriter<byte> output, CanonicalRule? rule = null) =>
        CanonicalJson.Write(value, output, CanonicalNumbers.Doubles, rule);
}
