using System.Buffers;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>Writes the <c>usage</c> object that callers of the Responses API see.</summary>
internal static class ResponseUsage
{
    public static void Write(IBufferWriter<byte> output, in Usage usage)
    {
        output.Write("{\"input_tokens\":"u8);
        output.WriteNumber(usage.InputTokens);
        output.Write(",\"input_tokens_details\":{\"cached_tokens\":"u8);
        output.WriteNumber(usage.CachedInputTokens);
        output.Write(",\"cache_write_tokens\":"u8);
        output.WriteNumber(usage.CacheWriteTokens);
        output.Write("},\"output_tokens\":"u8);
        output.WriteNumber(usage.OutputTokens);
        output.Write(",\"output_tokens_details\":{\"reasoning_tokens\":"u8);
        output.WriteNumber(usage.ReasoningTokens);
        output.Write("},\"total_tokens\":"u8);
        output.WriteNumber(usage.TotalTokens);
        output.Write("}"u8);
    }
}
