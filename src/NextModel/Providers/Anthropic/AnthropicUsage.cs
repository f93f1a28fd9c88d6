using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// Anthropic's counts. Its input leaves out what was read from or written to the prompt cache; OpenAI's holds both. What a stream
/// reports later replaces what it reported before; a count that is not mentioned stays.
/// </summary>
internal struct AnthropicUsage
{
    private long? _input;
    private long? _read;
    private long? _written;
    private long? _fiveMinutes;
    private long? _oneHour;
    private long? _output;
    private long? _thinking;

    public void Take(JsonCursor usage)
    {
        Set(ref _input, usage["input_tokens"u8]);
        Set(ref _read, usage["cache_read_input_tokens"u8]);
        Set(ref _written, usage["cache_creation_input_tokens"u8]);
        Set(ref _fiveMinutes, usage["cache_creation"u8]["ephemeral_5m_input_tokens"u8]);
        Set(ref _oneHour, usage["cache_creation"u8]["ephemeral_1h_input_tokens"u8]);
        Set(ref _output, usage["output_tokens"u8]);
        Set(ref _thinking, usage["output_tokens_details"u8]["thinking_tokens"u8]);
    }

    /// <summary>Writes them as OpenAI's <c>usage</c>; writes null where the input or the output was never told.</summary>
    public readonly void Write(PooledBuffer output)
    {
        if (_input is not { } input || _output is not { } written)
        {
            output.Write("null"u8);
            return;
        }

        var cacheWrites = _written ?? (_fiveMinutes ?? 0) + (_oneHour ?? 0);
        var prompt = input + cacheWrites + (_read ?? 0);
        output.Write("{\"prompt_tokens\":"u8);
        output.WriteNumber(prompt);
        output.Write(",\"completion_tokens\":"u8);
        output.WriteNumber(written);
        output.Write(",\"total_tokens\":"u8);
        output.WriteNumber(prompt + written);
        output.Write(",\"prompt_tokens_details\":{\"cached_tokens\":"u8);
        output.WriteNumber(_read ?? 0);
        output.Write(",\"cache_write_tokens\":"u8);
        output.WriteNumber(cacheWrites);
        if (_fiveMinutes > 0 || _oneHour > 0)
        {
            output.Write(",\"cache_write_5m_tokens\":"u8);
            output.WriteNumber(_fiveMinutes ?? 0);
            output.Write(",\"cache_write_1h_tokens\":"u8);
            output.WriteNumber(_oneHour ?? 0);
        }

        output.Write("},\"completion_tokens_details\":{\"reasoning_tokens\":"u8);
        output.WriteNumber(_thinking ?? 0);
        output.Write("}}"u8);
    }

    /// <summary>The counts; null where the input or the output was never told, or cannot be believed.</summary>
    public readonly Usage? ToUsage()
    {
        if (_input is not { } input || _output is not { } output)
        {
            return null;
        }

        var written = _written ?? (_fiveMinutes ?? 0) + (_oneHour ?? 0);
        var reported = new Usage(UsageSource.Provider, input + written + (_read ?? 0), _read ?? 0, written, output, _thinking ?? 0)
        {
            CacheWriteLongTokens = _oneHour ?? 0,
        };
        return Meter.Believe(reported, null);
    }

    private static void Set(ref long? count, JsonCursor told)
    {
        if (UsageCounts.Count(told) is { } known)
        {
            count = known;
        }
    }
}
