using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Providers.OpenAI;

/// <summary>Reads a <c>usage</c> object wherever its counts may stand.</summary>
public static class UsageCounts
{
    /// <summary>
    /// True when the object counts input and output. False for an object without counts, and for counts that cannot be: negative,
    /// fractions, absurdly large. An explicit zero is a count.
    /// </summary>
    /// <param name="usage">The object.</param>
    /// <param name="shape">What the source's totals leave out.</param>
    /// <param name="inputOnly">True for embeddings: their total is their input.</param>
    /// <param name="counts">The counts, as the provider's.</param>
    public static bool TryRead(JsonCursor usage, UsageShape shape, bool inputOnly, out Usage counts)
    {
        counts = default;
        var total = Count(usage["total_tokens"u8]);
        if ((First(usage["prompt_tokens"u8], usage["input_tokens"u8]) ?? (inputOnly ? total : null)) is not { } input)
        {
            return false;
        }

        var told = inputOnly ? 0 : First(usage["completion_tokens"u8], usage["output_tokens"u8]) ?? total - input;
        if (told is not { } output || output < 0)
        {
            return false;
        }

        var reasoning = First(usage["completion_tokens_details"u8]["reasoning_tokens"u8],
            usage["output_tokens_details"u8]["reasoning_tokens"u8], usage["reasoning_tokens"u8]) ?? 0;
        var (cached, written) = (Cached(usage), CacheWrites(usage));
        output += shape.OutputIncludesReasoning ? 0 : reasoning;
        input += shape.InputIncludesCache ? 0 : cached + written;
        var reported = new Usage(UsageSource.Provider, input, cached, written, output, reasoning)
        {
            CacheWriteLongTokens = First(usage["prompt_tokens_details"u8]["cache_write_1h_tokens"u8],
                usage["cache_creation"u8]["ephemeral_1h_input_tokens"u8]) ?? 0,
            AudioInputTokens = First(usage["prompt_tokens_details"u8]["audio_tokens"u8], usage["input_tokens_details"u8]["audio_tokens"u8],
                usage["input_token_details"u8]["audio_tokens"u8]) ?? 0,
            ImageInputTokens = First(usage["input_tokens_details"u8]["image_tokens"u8]) ?? 0,
        };
        if (Meter.Believe(reported, total) is not { } believed)
        {
            return false;
        }

        counts = believed;
        return true;
    }

    /// <summary>A count, or null for what cannot be one.</summary>
    public static long? Count(JsonCursor value)
    {
        if (value.TryGetInt64(out var whole))
        {
            return whole is >= 0 and <= Usage.MaxTokens ? whole : null;
        }

        // 12.0 is how some servers write 12.
        return value.Kind == JsonKind.Number
            && decimal.TryParse(value.Raw, System.Globalization.NumberStyles.Float, null, out var number)
            && number is >= 0 and <= Usage.MaxTokens && decimal.IsInteger(number)
                ? (long)number
                : null;
    }

    private static long Cached(JsonCursor usage) =>
        First(usage["prompt_tokens_details"u8]["cached_tokens"u8], usage["input_tokens_details"u8]["cached_tokens"u8],
            usage["cached_tokens"u8], usage["prompt_cache_hit_tokens"u8], usage["num_cached_tokens"u8],
            usage["prompt_token_details"u8]["cached_tokens"u8]) ?? 0;

    private static long CacheWrites(JsonCursor usage) =>
        First(usage["prompt_tokens_details"u8]["cache_write_tokens"u8], usage["input_tokens_details"u8]["cache_write_tokens"u8],
            usage["prompt_tokens_details"u8]["cache_creation_input_tokens"u8], usage["cache_creation_input_tokens"u8]) ?? 0;

    private static long? First(params ReadOnlySpan<JsonCursor> places)
    {
        foreach (var place in places)
        {
            if (!place.IsNullOrMissing)
            {
                return Count(place);
            }
        }

        return null;
    }
}
