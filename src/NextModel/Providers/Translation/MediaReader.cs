using System.Text;
using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>Reads the parts of a message that hold an image, a file or a sound.</summary>
internal static class MediaReader
{
    /// <summary>False for a part that holds none of them, or one that is wrong: then the refusal is noted.</summary>
    public static bool TryRead(JsonCursor part, string path, TranslationNotes notes, out MediaPart media)
    {
        media = default;
        var type = part["type"u8];
        if (type.TextEquals("image_url"u8))
        {
            var image = part["image_url"u8];
            if (!image["detail"u8].IsNullOrMissing && !image["detail"u8].TextEquals("auto"u8))
            {
                notes.Adjust("messages[].content[].image_url.detail");
            }

            var isBare = image.Kind == JsonKind.String;
            media = Empty(MediaKind.Image, path + (isBare ? ".image_url" : ".image_url.url"));
            return TryReadUrl(isBare ? image : image["url"u8], notes, ref media);
        }

        if (type.TextEquals("file"u8))
        {
            var file = part["file"u8];
            media = Empty(MediaKind.File, $"{path}.file.file_data") with { FileName = file["filename"u8] };
            if (file["file_id"u8].IsNullOrMissing)
            {
                return TryReadUrl(file["file_data"u8], notes, ref media);
            }

            notes.Unsupported($"'{path}.file.file_id' cannot be sent to {notes.Model}: send the file itself in file_data.", $"{path}.file.file_id");
            return false;
        }

        if (type.TextEquals("input_audio"u8))
        {
            var audio = part["input_audio"u8];
            media = Empty(MediaKind.Audio, $"{path}.input_audio.data");
            return TryReadBytes($"audio/{audio["format"u8].GetString()}", audio["data"u8].Text(), notes, ref media);
        }

        return false;
    }

    private static MediaPart Empty(MediaKind kind, string path) => new(kind, null, default, 0, default, default, path);

    private static bool TryReadUrl(JsonCursor url, TranslationNotes notes, ref MediaPart media)
    {
        var text = url.Text();
        if (text.IsEmpty)
        {
            notes.Invalid($"'{media.Path}' must be a string: a data URL or an https address.", media.Path);
            return false;
        }

        if (!StartsWith(text.Span, "data:"u8))
        {
            if (!StartsWith(text.Span, "https://"u8) && !StartsWith(text.Span, "http://"u8))
            {
                notes.Invalid($"'{media.Path}' must be a data URL or an http(s) address, but it {Scheme(text.Span)}.", media.Path);
                return false;
            }

            media = media with { Url = url };
            return true;
        }

        var comma = text.Span.IndexOf((byte)',');
        var head = comma < 0 ? default : text.Span[5..comma];
        if (head.Length < 7 || !Ascii.EqualsIgnoreCase(head[^7..], ";base64"u8))
        {
            notes.Invalid($"'{media.Path}' is a data URL that is not base64: write data:<type>;base64,<bytes>.", media.Path);
            return false;
        }

        return TryReadBytes(Encoding.ASCII.GetString(head[..head.IndexOf((byte)';')]), text[(comma + 1)..], notes, ref media);
    }

    private static bool TryReadBytes(string mediaType, ReadOnlyMemory<byte> base64, TranslationNotes notes, ref MediaPart media)
    {
        if (base64.IsEmpty || !System.Buffers.Text.Base64.IsValid(base64.Span, out var size))
        {
            notes.Invalid($"'{media.Path}' does not hold valid base64.", media.Path);
            return false;
        }

        media = media with { MediaType = mediaType.Trim().ToLowerInvariant(), Base64 = base64, Size = size };
        return true;
    }

    /// <summary>Only the scheme is told: the rest is the caller's own.</summary>
    private static string Scheme(ReadOnlySpan<byte> url)
    {
        var scheme = url[..Math.Max(0, url.IndexOf((byte)':'))];
        return scheme.Length is > 0 and <= 12 && Ascii.IsValid(scheme) && !scheme.ContainsAnyExceptInRange((byte)'+', (byte)'z')
            ? $"has the scheme '{Encoding.ASCII.GetString(scheme)}'"
            : "has no scheme";
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);
}
