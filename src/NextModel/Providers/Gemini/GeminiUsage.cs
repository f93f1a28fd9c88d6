using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Gemini;

/// <summary>Gemini's counts. Cached input is part of its prompt; thoughts stand beside its candidates, and OpenAI's output holds both.</summary>
internal static class GeminiUsage
{
    /// <summary>Writes <c>usageMetadata</c> as OpenAI's <c>usage</c>; writes null where the prompt was not counted.</summary>
    public static void Write(PooledBuffer output, JsonCursor usage)
    {
        if (UsageCounts.Count(usage["promptTokenCount"u8]) is not { } input)
        {
            output.Write("null"u8);
            return;
        }

        input += UsageCounts.Count(usage["toolUsePromptTokenCount"u8]) ?? 0;
        var thoughts = UsageCounts.Count(usage["thoughtsTokenCount"u8]) ?? 0;
        var total = UsageCounts.Count(usage["totalTokenCount"u8]) ?? input + thoughts;
        var written = thoughts + (UsageCounts.Count(usage["candidatesTokenCount"u8]) ?? Math.Max(0, total - input - thoughts));
        output.Write("{\"prompt_tokens\":"u8);
        output.WriteNumber(input);
        output.Write(",\"completion_tokens\":"u8);
        output.WriteNumber(written);
        output.Write(",\"total_tokens\":"u8);
        output.WriteNumber(input + written);
        output.Write(",\"prompt_tokens_details\":{\"cached_tokens\":"u8);
        output.WriteNumber(UsageCounts.Count(usage["cachedContentTokenCount"u8]) ?? 0);
        output.Write("},\"completion_tokens_details\":{\"reasoning_tokens\":"u8);
        output.WriteNumber(thoughts);
        output.Write("}}"u8);
    }
}
