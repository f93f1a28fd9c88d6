using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// What a request that came in another client dialect keeps for translators and is left out for servers of OpenAI's: breakpoints of prompt caches
/// and signed reasoning. Most of these servers refuse members of messages that they do not know.
/// </summary>
internal static class ForeignMembers
{
    private static readonly (byte[] Sign, string Name)[] Known =
    [
        ("\"cache_control\":"u8.ToArray(), "cache_control"),
        ("\"reasoning_details\":"u8.ToArray(), "messages[].content[].thinking"),
    ];

    /// <summary>Takes them out, and notes them by the caller's names.</summary>
    public static void Drop(JsonEdits edits, InferenceRequest request, ref List<string>? notes)
    {
        if (request.SayAsChat is null || !Note(request, ref notes))
        {
            return;
        }

        foreach (var message in request.Chat.Root["messages"u8].Children)
        {
            Drop(edits, message.Value);
            foreach (var part in message.Value["content"u8] is { Kind: JsonKind.Array } parts ? parts.Children : default)
            {
                Drop(edits, part.Value);
            }
        }

        foreach (var tool in request.Chat.Root["tools"u8].Children)
        {
            Drop(edits, tool.Value);
        }
    }

    // The request was written here, without white space: what is not found is not there.
    private static bool Note(InferenceRequest request, ref List<string>? notes)
    {
        var any = false;
        foreach (var (sign, name) in Known)
        {
            if (request.Chat.Text.IndexOf(sign) >= 0)
            {
                UpstreamRequest.Note(ref notes, name);
                any = true;
            }
        }

        return any;
    }

    private static void Drop(JsonEdits edits, JsonCursor holder)
    {
        foreach (var member in holder.Kind == JsonKind.Object ? holder.Children : default)
        {
            if (member.NameEquals("cache_control"u8) || member.NameEquals("reasoning_details"u8))
            {
                edits.Remove(member);
            }
        }
    }
}
