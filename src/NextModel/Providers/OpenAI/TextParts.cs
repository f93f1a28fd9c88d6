using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Makes one string of a message's content where that is text parts alone.</summary>
internal static class TextParts
{
    /// <param name="edits">Takes the edit.</param>
    /// <param name="content">The message's content.</param>
    /// <param name="notes">Takes the names of what parts had beside their text.</param>
    public static void Join(JsonEdits edits, JsonCursor content, ref List<string>? notes)
    {
        if (content.Kind != JsonKind.Array)
        {
            return;
        }

        var length = 2;
        var marks = false;
        foreach (var part in content.Children)
        {
            var text = part.Value["text"u8];
            if (!part.Value["type"u8].TextEquals("text"u8) || text.Kind != JsonKind.String)
            {
                return;
            }

            length += text.Raw.Length - 2;
            marks |= !part.Value["cache_control"u8].IsNullOrMissing;
        }

        // What stands between the quotes is joined as it is written.
        var joined = new byte[length];
        joined[0] = joined[^1] = (byte)'"';
        var at = 1;
        foreach (var part in content.Children)
        {
            var raw = part.Value["text"u8].Raw[1..^1];
            raw.CopyTo(joined.AsSpan(at));
            at += raw.Length;
        }

        edits.Replace(content, joined);
        if (marks)
        {
            UpstreamRequest.Note(ref notes, "cache_control");
        }
    }
}
