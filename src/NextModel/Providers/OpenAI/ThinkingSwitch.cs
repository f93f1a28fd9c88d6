using NextModel.Catalog;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Says <c>reasoning_effort</c> in the member by which a source is told to think or not.</summary>
internal static class ThinkingSwitch
{
    private static readonly byte[] ThinkingOn = "\"thinking\":{\"type\":\"enabled\"}"u8.ToArray();
    private static readonly byte[] ThinkingOff = "\"thinking\":{\"type\":\"disabled\"}"u8.ToArray();
    private static readonly byte[] EnableOn = "\"enable_thinking\":true"u8.ToArray();
    private static readonly byte[] EnableOff = "\"enable_thinking\":false"u8.ToArray();
    private static readonly byte[] TemplateOn = "\"chat_template_kwargs\":{\"enable_thinking\":true}"u8.ToArray();
    private static readonly byte[] TemplateOff = "\"chat_template_kwargs\":{\"enable_thinking\":false}"u8.ToArray();

    /// <summary>
    /// A caller who uses the source's own member is left alone. Beside <c>thinking</c> the effort travels on, for it says how much, unless the source
    /// refuses the member; the other switches have no words for it.
    /// </summary>
    public static void Set(JsonEdits edits, JsonCursor body, SourceQuirks quirks, ref List<string>? notes)
    {
        var word = quirks.ThinkingSwitch!;
        var isRefused = quirks.DropMembers.Contains("reasoning_effort");
        foreach (var member in body.Children)
        {
            if (!member.NameEquals("reasoning_effort"u8))
            {
                continue;
            }

            var says = member.Value.Kind == JsonKind.String && !HasOwn(body, word);
            var thinks = !member.Value.TextEquals("none"u8);
            if (says)
            {
                edits.Append(body, Said(word, thinks, member.Value));
            }

            if (!isRefused && (!says || (word == "thinking" && thinks)))
            {
                continue;
            }

            edits.Remove(member);
            if (member.Value.Kind != JsonKind.Null && !(says && (!thinks || word == "reasoning")))
            {
                UpstreamRequest.Note(ref notes, "reasoning_effort");
            }
        }
    }

    private static bool HasOwn(JsonCursor body, string word)
    {
        foreach (var member in body.Children)
        {
            if (member.Name == word)
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Said(string word, bool thinks, JsonCursor effort) => word switch
    {
        "thinking" => thinks ? ThinkingOn : ThinkingOff,
        "enable_thinking" => thinks ? EnableOn : EnableOff,
        "chat_template_kwargs" => thinks ? TemplateOn : TemplateOff,
        _ => [.. "\"reasoning\":{\"effort\":"u8, .. effort.Raw, (byte)'}'],
    };
}
