using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Metering;

/// <summary>
/// Says how many tokens a request or an answer is: checks what a source reports, and estimates what none reports. The rules are told
/// in docs/concepts/metering-and-charging.md.
/// </summary>
public static class Meter
{
    /// <summary>
    /// Input tokens of a request, counted from its text with the overhead of OpenAI's published recipe. An estimate: sources render
    /// messages, tools and images each in their own way.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="tokenizer">Encoding of the model: <c>o200k_base</c> or <c>cl100k_base</c>.</param>
    /// <exception cref="ArgumentException">The encoding is unknown.</exception>
    public static long EstimateInput(InferenceRequest request, string tokenizer)
    {
        var counter = TokenCounter.Find(tokenizer) ?? throw new ArgumentException($"Unknown encoding {tokenizer}.", nameof(tokenizer));
        return HasMessages(request) ? ChatEstimate.Count(request.Chat.Root, counter) : EmbeddingsEstimate.Count(InputOf(request), counter);
    }

    /// <summary>
    /// Tokens of the text of a request alone, without what a chat format puts around it and without tools and images: no rendering has fewer in that
    /// vocabulary. Of embeddings, those of the longest input.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="tokenizer">Encoding: <c>o200k_base</c> or <c>cl100k_base</c>.</param>
    /// <exception cref="ArgumentException">The encoding is unknown.</exception>
    public static long CountText(InferenceRequest request, string tokenizer)
    {
        var counter = TokenCounter.Find(tokenizer) ?? throw new ArgumentException($"Unknown encoding {tokenizer}.", nameof(tokenizer));
        return HasMessages(request)
            ? ChatEstimate.CountText(request.Chat.Root, counter)
            : EmbeddingsEstimate.Longest(InputOf(request), counter);
    }

    /// <summary>
    /// What is believed of the counts a source reported; null when they cannot be true and are to be estimated instead. An explicit
    /// zero is believed. The reported total never adds tokens by itself: it only decides between two readings of the parts.
    /// </summary>
    /// <param name="reported">The counts as they were reported.</param>
    /// <param name="total">The reported total; null when there was none.</param>
    public static Usage? Believe(in Usage reported, long? total)
    {
        var (_, input, cached, written, output, reasoning) = reported;
        if (!IsCount(input) || !IsCount(output))
        {
            return null;
        }

        cached = IsCount(cached) ? cached : 0;
        written = IsCount(written) ? written : 0;
        reasoning = IsCount(reasoning) ? reasoning : 0;

        // Some sources leave a part out of its own total (xAI: cached input, reasoning). Their sum says so.
        var apart = total - input - output;
        if (apart > 0 && apart == cached + reasoning && cached > input)
        {
            (input, output) = (input + cached, output + reasoning);
        }
        else if (apart > 0 && apart == cached && cached > input)
        {
            input += cached;
        }
        else if (apart > 0 && apart == reasoning)
        {
            output += reasoning;
        }

        return IsCount(input) && IsCount(output)
            ? (reported with
            {
                InputTokens = input,
                CachedInputTokens = cached,
                CacheWriteTokens = written,
                OutputTokens = output,
                ReasoningTokens = reasoning,
            }).Clamped()
            : null;
    }

    private static bool HasMessages(InferenceRequest request) =>
        request.SayAsChat is not null || (request.IsChat && request.Operation != Operation.Completions);

    // A text, texts, tokens, or lists of tokens, under one of its names.
    private static JsonCursor InputOf(InferenceRequest request) =>
        request.InputMember == "prompt" ? request.Tape.Root["prompt"u8] : request.Tape.Root["input"u8];

    private static bool IsCount(long tokens) => tokens is >= 0 and <= Usage.MaxTokens;
}
