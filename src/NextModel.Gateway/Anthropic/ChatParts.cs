using System.Text.Json;
using NextModel.Gateway.Serving;
using NextModel.Json;

namespace NextModel.Gateway.Anthropic;

/// <summary>Writes content blocks as parts of a chat message.</summary>
internal sealed class ChatParts(Utf8JsonWriter json, ChatNotes notes)
{
    /// <summary>Writes the blocks of a user's turn, and the images and documents of its tool results.</summary>
    public void Write(JsonCursor content, string path)
    {
        var place = 0;
        foreach (var block in content.Children)
        {
            var here = $"{path}[{place++}]";
            if (!block.Value["type"u8].TextEquals("tool_result"u8))
            {
                WriteBlock(block.Value, here);
                continue;
            }

            var results = block.Value["content"u8];
            var inner = 0;
            foreach (var part in results.Kind == JsonKind.Array ? results.Children : default)
            {
                if (IsMedia(part.Value))
                {
                    WriteBlock(part.Value, $"{here}.content[{inner}]");
                }

                inner++;
            }
        }
    }

    /// <summary>Writes the text of a part of a tool's result into a JSON string; where it is an image or a document, that it follows.</summary>
    public void WriteText(PooledBuffer text, JsonCursor part, string path)
    {
        var type = part["type"u8];
        if (type.TextEquals("text"u8))
        {
            text.Write(part["text"u8].Inner());
        }
        else if (type.TextEquals("search_result"u8))
        {
            WriteSearchResult(text, part);
        }
        else if (IsMedia(part))
        {
            text.Write(type.TextEquals("image"u8) ? "[the image follows]"u8 : "[the document follows]"u8);
        }
        else
        {
            notes.Unsupported($"is a block of the type '{OpenAI.Header.Show(type.GetString())}'", path);
        }
    }

    /// <summary>True when a tool's result holds an image or a document.</summary>
    public static bool HasMedia(JsonCursor content)
    {
        foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
        {
            if (IsMedia(part.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMedia(JsonCursor block) => block["type"u8].TextEquals("image"u8) || block["type"u8].TextEquals("document"u8);

    private void WriteBlock(JsonCursor block, string path)
    {
        var type = block["type"u8];
        if (type.TextEquals("text"u8))
        {
            WriteText(block["text"u8].Raw, block);
        }
        else if (type.TextEquals("image"u8))
        {
            WriteImage(block, path);
        }
        else if (type.TextEquals("document"u8))
        {
            WriteDocument(block, path);
        }
        else if (type.TextEquals("search_result"u8))
        {
            using var text = new PooledBuffer();
            text.Write("\""u8);
            WriteSearchResult(text, block);
            text.Write("\""u8);
            WriteText(text.Written, block);
        }
        else
        {
            notes.Unsupported($"is a block of the type '{OpenAI.Header.Show(type.GetString())}'", path);
        }
    }

    private void WriteText(ReadOnlySpan<byte> text, JsonCursor block)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.Copy("text"u8, text);
        json.CopyIfThere("cache_control"u8, block["cache_control"u8]);
        json.WriteEndObject();
    }

    private void WriteImage(JsonCursor block, string path)
    {
        using var url = new PooledBuffer();
        if (!TryAddress(block["source"u8], url))
        {
            notes.Unsupported($"is an image of the source type '{OpenAI.Header.Show(block["source"u8]["type"u8].GetString())}'", path);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.Copy("url"u8, url.Written);
        json.WriteEndObject();
        json.CopyIfThere("cache_control"u8, block["cache_control"u8]);
        json.WriteEndObject();
    }

    private void WriteDocument(JsonCursor block, string path)
    {
        var source = block["source"u8];
        if (block["citations"u8]["enabled"u8].Kind == JsonKind.True)
        {
            notes.Adjust("messages[].content[].citations");
        }

        if (source["type"u8].TextEquals("text"u8) && source["data"u8].Kind == JsonKind.String)
        {
            WriteText(source["data"u8].Raw, block);
            return;
        }

        using var url = new PooledBuffer();
        if (!TryAddress(source, url))
        {
            notes.Unsupported($"is a document of the source type '{OpenAI.Header.Show(source["type"u8].GetString())}'", path);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        json.Copy("filename"u8, block["title"u8].Kind == JsonKind.String ? block["title"u8].Raw : "\"document.pdf\""u8);
        json.Copy("file_data"u8, url.Written);
        json.WriteEndObject();
        json.CopyIfThere("cache_control"u8, block["cache_control"u8]);
        json.WriteEndObject();
    }

    // As a JSON string: the address itself, or the bytes as a data URL.
    private static bool TryAddress(JsonCursor source, PooledBuffer url)
    {
        var type = source["type"u8];
        if (type.TextEquals("url"u8))
        {
            url.Write(source["url"u8].Raw);
            return true;
        }

        if (!type.TextEquals("base64"u8))
        {
            return false;
        }

        url.Write("\"data:"u8);
        url.Write(source["media_type"u8].Inner());
        url.Write(";base64,"u8);
        url.Write(source["data"u8].Inner());
        url.Write("\""u8);
        return true;
    }

    private static void WriteSearchResult(PooledBuffer text, JsonCursor block)
    {
        text.Write(block["title"u8].Inner());
        text.Write(" ("u8);
        text.Write(block["source"u8].Inner());
        text.Write(")\\n"u8);
        var content = block["content"u8];
        foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
        {
            text.Write(part.Value["text"u8].Inner());
        }
    }
}
