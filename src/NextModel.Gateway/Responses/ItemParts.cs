using System.Text.Json;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Serving;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>Writes parts of input items as parts of a chat message.</summary>
internal sealed class ItemParts(Utf8JsonWriter json, ChatNotes notes)
{
    /// <summary>Writes the parts of a message.</summary>
    public void Write(JsonCursor content, string path)
    {
        var place = 0;
        foreach (var part in content.Children)
        {
            WritePart(part.Value, $"{path}[{place++}]");
        }
    }

    /// <summary>Writes the images and files among the parts of a tool's output.</summary>
    public void WriteMedia(JsonCursor output, string path)
    {
        var place = 0;
        foreach (var part in output.Children)
        {
            var here = $"{path}[{place++}]";
            if (!ItemRules.IsText(part.Value["type"u8]))
            {
                WritePart(part.Value, here);
            }
        }
    }

    /// <summary>Adds the text of a part of a tool's output to a JSON string; where it is an image or a file, that it follows.</summary>
    public static void AddText(PooledBuffer text, JsonCursor part)
    {
        var type = part["type"u8];
        text.Write(ItemRules.IsText(type) ? part["text"u8].Inner()
            : type.TextEquals("input_image"u8) ? "[the image follows]"u8
            : "[the file follows]"u8);
    }

    /// <summary>True where there is more than text.</summary>
    public static bool HasMedia(JsonCursor content)
    {
        foreach (var part in content.Kind == JsonKind.Array ? content.Children : default)
        {
            if (!ItemRules.IsText(part.Value["type"u8]))
            {
                return true;
            }
        }

        return false;
    }

    private void WritePart(JsonCursor part, string path)
    {
        var type = part["type"u8];
        if (ItemRules.IsText(type))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.Copy("text"u8, part["text"u8]);
            json.WriteEndObject();
        }
        else if (type.TextEquals("input_image"u8))
        {
            WriteImage(part, path);
        }
        else if (type.TextEquals("input_file"u8))
        {
            WriteFile(part, path);
        }
        else
        {
            notes.Unsupported($"is a part of the type '{Header.Show(type.GetString())}'", path);
        }
    }

    private void WriteImage(JsonCursor part, string path)
    {
        if (part["image_url"u8].Kind != JsonKind.String)
        {
            notes.Unsupported("names a file by its id", path);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "image_url"u8);
        json.WriteStartObject("image_url"u8);
        json.Copy("url"u8, part["image_url"u8]);
        json.CopyIfThere("detail"u8, part["detail"u8]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteFile(JsonCursor part, string path)
    {
        var content = part["file_data"u8].Kind == JsonKind.String ? part["file_data"u8] : part["file_url"u8];
        if (content.Kind != JsonKind.String)
        {
            notes.Unsupported("names a file by its id", path);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "file"u8);
        json.WriteStartObject("file"u8);
        json.Copy("filename"u8, part["filename"u8].Kind == JsonKind.String ? part["filename"u8].Raw : "\"document.pdf\""u8);
        json.Copy("file_data"u8, content);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
