using System.Buffers;
using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Providers.OpenAI;

/// <summary>Writes the <c>usage</c> object callers see: the counts we charge by, in OpenAI's members.</summary>
internal static class UsageWriter
{
    /// <summary>What the operator pays is not the caller's affair.</summary>
    private static readonly byte[][] Costs =
    [
        .. new[] { "cost", "cost_details", "is_byok", "cost_in_usd_ticks", "estimated_cost", "prompt_cost", "completion_cost" }
            .Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <summary>Writes the usage of a chat answer. All input of a replay counts as cached.</summary>
    /// <param name="output">Where the object goes.</param>
    /// <param name="usage">The counts.</param>
    /// <param name="reported">The source's own object, whose other members travel on; may be none.</param>
    public static void Write(IBufferWriter<byte> output, in Usage usage, JsonCursor reported = default)
    {
        output.Write("{\"prompt_tokens\":"u8);
        output.WriteNumber(usage.InputTokens);
        output.Write(",\"completion_tokens\":"u8);
        output.WriteNumber(usage.OutputTokens);
        output.Write(",\"total_tokens\":"u8);
        output.WriteNumber(usage.TotalTokens);
        var isReplay = usage.Source == UsageSource.Replayed;
        output.Write(",\"prompt_tokens_details\":{\"cached_tokens\":"u8);
        output.WriteNumber(isReplay ? usage.InputTokens : usage.CachedInputTokens);
        if (usage.CacheWriteTokens > 0 && !isReplay)
        {
            output.Write(",\"cache_write_tokens\":"u8);
            output.WriteNumber(usage.CacheWriteTokens);
        }

        WriteOthers(output, reported["prompt_tokens_details"u8]);
        output.Write("},\"completion_tokens_details\":{\"reasoning_tokens\":"u8);
        output.WriteNumber(usage.ReasoningTokens);
        WriteOthers(output, reported["completion_tokens_details"u8]);
        output.Write("}"u8);
        WriteOthers(output, reported);
        output.Write("}"u8);
    }

    /// <summary>Writes the usage of embeddings, which have no output.</summary>
    public static void WriteEmbeddings(IBufferWriter<byte> output, in Usage usage, JsonCursor reported = default)
    {
        output.Write("{\"prompt_tokens\":"u8);
        output.WriteNumber(usage.InputTokens);
        output.Write(",\"total_tokens\":"u8);
        output.WriteNumber(usage.TotalTokens);
        WriteOthers(output, reported);
        output.Write("}"u8);
    }

    private static void WriteOthers(IBufferWriter<byte> output, JsonCursor reported)
    {
        var first = false;
        foreach (var member in reported.Children)
        {
            if (!IsWritten(member) && !IsCost(member))
            {
                output.WriteMember(member, ref first);
            }
        }
    }

    private static bool IsWritten(in JsonChild member) =>
        member.NameEquals("prompt_tokens"u8) || member.NameEquals("completion_tokens"u8) || member.NameEquals("total_tokens"u8)
        || member.NameEquals("prompt_tokens_details"u8) || member.NameEquals("completion_tokens_details"u8)
        || member.NameEquals("cached_tokens"u8) || member.NameEquals("cache_write_tokens"u8) || member.NameEquals("reasoning_tokens"u8);

    private static bool IsCost(in JsonChild member)
    {
        foreach (var name in Costs)
        {
            if (member.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }
}
