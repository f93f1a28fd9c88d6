using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Bedrock;

/// <summary>Converse's counts. Its input leaves out what was read from or written to the prompt cache; OpenAI's holds both.</summary>
internal static class BedrockUsage
{
    /// <summary>Writes <c>usage</c> as OpenAI's; writes null where input or output was not counted.</summary>
    public static void Write(PooledBuffer output, JsonCursor usage)
    {
        if (UsageCounts.Count(usage["inputTokens"u8]) is not { } plain || UsageCounts.Count(usage["outputTokens"u8]) is not { } written)
        {
            output.Write("null"u8);
            return;
        }

        var read = UsageCounts.Count(usage["cacheReadInputTokens"u8]) ?? 0;
        var writes = UsageCounts.Count(usage["cacheWriteInputTokens"u8]) ?? 0;
        var input = plain + read + writes;
        output.Write("{\"prompt_tokens\":"u8);
        output.WriteNumber(input);
        output.Write(",\"completion_tokens\":"u8);
        output.WriteNumber(written);
        output.Write(",\"total_tokens\":"u8);
        output.WriteNumber(input + written);
        output.Write(",\"prompt_tokens_details\":{\"cached_tokens\":"u8);
        output.WriteNumber(read);
        output.Write(",\"cache_write_tokens\":"u8);
        output.WriteNumber(writes);
        WriteLifetimes(output, usage["cacheDetails"u8]);
        output.Write("}}"u8);
    }

    private static void WriteLifetimes(PooledBuffer output, JsonCursor details)
    {
        foreach (var detail in details.Children)
        {
            var tokens = UsageCounts.Count(detail.Value["inputTokens"u8]) ?? 0;
            if (detail.Value["ttl"u8].TextEquals("5m"u8) || detail.Value["ttl"u8].TextEquals("1h"u8))
            {
                output.Write(detail.Value["ttl"u8].TextEquals("5m"u8) ? ",\"cache_write_5m_tokens\":"u8 : ",\"cache_write_1h_tokens\":"u8);
                output.WriteNumber(tokens);
            }
        }
    }
}
