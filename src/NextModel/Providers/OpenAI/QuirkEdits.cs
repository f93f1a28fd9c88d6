using NextModel.Catalog;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>What a source's quirks make of the messages and tools of a chat request.</summary>
internal static class QuirkEdits
{
    private static readonly byte[] EmptyText = "\"\""u8.ToArray();
    private static readonly byte[] EmptyContent = "\"content\":\"\""u8.ToArray();
    private static readonly byte[] NoReasoning = "\"reasoning_content\":\" \""u8.ToArray();
    private static readonly byte[] Any = "\"any\""u8.ToArray();
    private static readonly byte[] Auto = "\"auto\""u8.ToArray();

    /// <param name="edits">Takes the edits.</param>
    /// <param name="body">The request.</param>
    /// <param name="quirks">The source's.</param>
    /// <param name="notes">Takes the names of what was left out or lowered.</param>
    public static void Apply(JsonEdits edits, JsonCursor body, SourceQuirks quirks, ref List<string>? notes)
    {
        if (!quirks.NullContent || !quirks.TextParts || quirks.ReasoningIn is not null)
        {
            foreach (var message in body["messages"u8].Children)
            {
                if (!quirks.TextParts)
                {
                    TextParts.Join(edits, message.Value["content"u8], ref notes);
                }

                if (message.Value["role"u8].TextEquals("assistant"u8))
                {
                    Complete(edits, message.Value, quirks);
                }
            }
        }

        if (quirks.ToolChoiceRequired is { } word && body["tool_choice"u8].TextEquals("required"u8))
        {
            edits.Replace(body["tool_choice"u8], word == "any" ? Any : Auto);
            if (word != "any")
            {
                UpstreamRequest.Note(ref notes, "tool_choice");
            }
        }

        if (quirks.ThinkingSwitch is not null)
        {
            ThinkingSwitch.Set(edits, body, quirks, ref notes);
        }

        if (!quirks.StrictTools)
        {
            RemoveStrict(edits, body["tools"u8], ref notes);
        }
    }

    // An assistant message as the source wants to have it back.
    private static void Complete(JsonEdits edits, JsonCursor message, SourceQuirks quirks)
    {
        var content = message["content"u8];
        if (!quirks.NullContent && content.Kind == JsonKind.Null)
        {
            edits.Replace(content, EmptyText);
        }
        else if (!quirks.NullContent && content.Kind == JsonKind.None)
        {
            edits.Append(message, EmptyContent);
        }

        var reasoning = message["reasoning_content"u8];
        if (quirks.ReasoningIn is null || reasoning.Kind == JsonKind.String || (quirks.ReasoningIn == "calls" && message["tool_calls"u8].Count() == 0))
        {
            return;
        }

        if (reasoning.Kind == JsonKind.None)
        {
            edits.Append(message, NoReasoning);
        }
        else
        {
            edits.Replace(reasoning, NoReasoning.AsMemory("\"reasoning_content\":".Length));
        }
    }

    private static void RemoveStrict(JsonEdits edits, JsonCursor tools, ref List<string>? notes)
    {
        foreach (var tool in tools.Children)
        {
            foreach (var member in tool.Value["function"u8].Children)
            {
                if (member.NameEquals("strict"u8))
                {
                    edits.Remove(member);
                    if (member.Value.Kind == JsonKind.True)
                    {
                        UpstreamRequest.Note(ref notes, "tools[].function.strict");
                    }
                }
            }
        }
    }
}
