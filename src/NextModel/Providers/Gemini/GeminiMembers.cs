using NextModel.Providers.Translation;
using static NextModel.Providers.Translation.MemberTreatment;

namespace NextModel.Providers.Gemini;

/// <summary>What becomes of each member of a chat request at a source of the dialect <c>gemini</c>.</summary>
internal static class GeminiMembers
{
    public static MemberRules Rules { get; } = new(
        new("audio", Refused, "it writes text only here"),
        new("frequency_penalty", Sent, "`generationConfig.frequencyPenalty`; some models refuse it"),
        new("function_call", Refused, "send `tool_choice`"),
        new("functions", Refused, "send `tools`"),
        new("logit_bias", Refused, "it takes no bias"),
        new("logprobs", Sent, "`generationConfig.responseLogprobs`; some models refuse it"),
        new("max_completion_tokens", Sent, "`generationConfig.maxOutputTokens`"),
        new("max_tokens", Sent, "`generationConfig.maxOutputTokens`"),
        new("messages", Sent, "`systemInstruction` and `contents`"),
        new("metadata", Dropped, "it keeps none"),
        new("modalities", Refused, "it writes text only here"),
        new("model", Sent, "part of the address, by the source's name"),
        new("moderation", Dropped, "it has no such switch; send its own `safetySettings`"),
        new("n", Sent, "`generationConfig.candidateCount`; many models refuse more than 1"),
        new("parallel_tool_calls", Dropped, "it has no such switch"),
        new("prediction", Dropped, "it takes no prediction; only speed is lost"),
        new("presence_penalty", Sent, "`generationConfig.presencePenalty`; some models refuse it"),
        new("prompt_cache_key", Dropped, "it caches by itself"),
        new("prompt_cache_options", Dropped, "it caches by itself; send its own `cachedContent`"),
        new("prompt_cache_retention", Dropped, "it caches by itself"),
        new("reasoning_effort", Sent, "`generationConfig.thinkingConfig`"),
        new("response_format", Sent, "`generationConfig.responseMimeType` and `responseJsonSchema`"),
        new("safety_identifier", Dropped, "it has no such member"),
        new("seed", Sent, "`generationConfig.seed`"),
        new("service_tier", Dropped, "it has no tiers"),
        new("stop", Sent, "`generationConfig.stopSequences`"),
        new("store", Dropped, "it keeps nothing"),
        new("stream", Sent, "part of the address"),
        new("stream_options", Gateway, "usage always comes; the caller gets it if it asked"),
        new("temperature", Sent, "`generationConfig.temperature`"),
        new("tool_choice", Sent, "`toolConfig.functionCallingConfig`; `allowed_tools` and custom tools are refused"),
        new("tools", Sent, "`tools`; custom tools are refused, the source's own travel unchanged"),
        new("top_logprobs", Sent, "`generationConfig.logprobs`"),
        new("top_p", Sent, "`generationConfig.topP`"),
        new("user", Dropped, "it has no such member"),
        new("verbosity", Dropped, "it has no such switch"),
        new("web_search_options", Refused, "send its own `googleSearch` in `tools`"));

    /// <summary>Members of the source's own that would name what the translation writes.</summary>
    public static readonly string[] Written = ["contents", "systemInstruction", "system_instruction", "toolConfig", "tool_config", "generationConfig", "generation_config"];
}
