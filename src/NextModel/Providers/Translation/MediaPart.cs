using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>An image, a file or a sound in a message: its bytes as base64, or where they are.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="MediaType">Lower case, without parameters; null with an address.</param>
/// <param name="Base64">The bytes as base64; empty with an address.</param>
/// <param name="Size">Decoded bytes.</param>
/// <param name="Url">The address as a JSON string; none with bytes.</param>
/// <param name="FileName">The caller's name for a file, a JSON string; may be none.</param>
/// <param name="Path">Where it stands in the request.</param>
internal readonly record struct MediaPart(
    MediaKind Kind, string? MediaType, ReadOnlyMemory<byte> Base64, int Size, JsonCursor Url, JsonCursor FileName, string Path);
