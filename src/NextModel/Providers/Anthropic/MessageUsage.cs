using System.Buffers;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>Writes the <c>usage</c> object that callers of the Messages API see: its input leaves out what was read from or written to a cache.</summary>
internal static class MessageUsage
{
    /// <summary>Writes all members. All input of a replay counts as read from the cache.</summary>
    public static void Write(IBufferWriter<byte> output, in Usage usage)
    {
        output.Write("{"u8);
        WriteCounts(output, usage);
        if (usage.CacheWriteTokens > 0)
        {
            output.Write(",\"cache_creation\":{\"ephemeral_5m_input_tokens\":"u8);
            output.WriteNumber(usage.CacheWriteTokens - usage.CacheWriteLongTokens);
            output.Write(",\"ephemeral_1h_input_tokens\":"u8);
            output.WriteNumber(usage.CacheWriteLongTokens);
            output.Write("}"u8);
        }
        else
        {
            output.Write(",\"cache_creation\":null"u8);
        }

        output.Write(",\"service_tier\":null,\"inference_geo\":null,\"speed\":null}"u8);
    }

    /// <summary>Writes the members that a stream repeats at its end.</summary>
    public static void WriteDelta(IBufferWriter<byte> output, in Usage usage)
    {
        output.Write("{"u8);
        WriteCounts(output, usage);
        output.Write("}"u8);
    }

    private static void WriteCounts(IBufferWriter<byte> output, in Usage usage)
    {
        output.Write("\"input_tokens\":"u8);
        output.WriteNumber(usage.PlainInputTokens);
        output.Write(",\"cache_creation_input_tokens\":"u8);
        output.WriteNumber(usage.CacheWriteTokens);
        output.Write(",\"cache_read_input_tokens\":"u8);
        output.WriteNumber(usage.CachedInputTokens);
        output.Write(",\"output_tokens\":"u8);
        output.WriteNumber(usage.OutputTokens);
        output.Write(",\"output_tokens_details\":{\"thinking_tokens\":"u8);
        output.WriteNumber(usage.ReasoningTokens);
        output.Write("},\"server_tool_use\":null"u8);
    }
}
