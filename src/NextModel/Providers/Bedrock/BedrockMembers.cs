using NextModel.Providers.Translation;
using static NextModel.Providers.Translation.MemberTreatment;

namespace NextModel.Providers.Bedrock;

/// <summary>What becomes of each member of a chat request at a source of the dialect <c>bedrock</c>.</summary>
internal static class BedrockMembers
{
    public static MemberRules Rules { get; } = new(
        new("audio", Refused, "it writes text only"),
        new("frequency_penalty", Dropped, "it has no penalties"),
        new("function_call", Refused, "send `tool_choice`"),
        new("functions", Refused, "send `tools`"),
        new("logit_bias", Refused, "it takes no bias"),
        new("logprobs", Refused, "it tells no probabilities"),
        new("max_completion_tokens", Sent, "`inferenceConfig.maxTokens`"),
        new("max_tokens", Sent, "`inferenceConfig.maxTokens`"),
        new("messages", Sent, "`system` and `messages`"),
        new("metadata", Sent, "`requestMetadata`"),
        new("modalities", Refused, "it writes text only"),
        new("model", Sent, "part of the address, by the source's name"),
        new("moderation", Dropped, "it has no such switch; send its own `guardrailConfig`"),
        new("n", Refused, "it writes one choice; send the request more than once"),
        new("parallel_tool_calls", Dropped, "it has no such switch"),
        new("prediction", Dropped, "it takes no prediction; only speed is lost"),
        new("presence_penalty", Dropped, "it has no penalties"),
        new("prompt_cache_key", Dropped, "it has no such key; mark parts with `cache_control`"),
        new("prompt_cache_options", Dropped, "mark parts with `cache_control`"),
        new("prompt_cache_retention", Dropped, "mark parts with `cache_control`"),
        new("reasoning_effort", Sent, "Anthropic's `thinking` in `additionalModelRequestFields` for its models; dropped for others"),
        new("response_format", Sent, "`outputConfig.textFormat` for `json_schema`; `json_object` is refused: there is nothing that guarantees it"),
        new("safety_identifier", Dropped, "it has no such member"),
        new("seed", Dropped, "its answers cannot be repeated"),
        new("service_tier", Sent, "`serviceTier.type` for `default`, `flex` and `priority`; others are dropped"),
        new("stop", Sent, "`inferenceConfig.stopSequences`"),
        new("store", Dropped, "it keeps nothing"),
        new("stream", Sent, "part of the address"),
        new("stream_options", Gateway, "usage always comes; the caller gets it if it asked"),
        new("temperature", Sent, "`inferenceConfig.temperature`, at most 1; dropped while thinking and where the model refuses it"),
        new("tool_choice", Sent, "`toolConfig.toolChoice`; `none` leaves the tools out; `allowed_tools` and custom tools are refused"),
        new("tools", Sent, "`toolConfig.tools`; other tools than functions are refused"),
        new("top_logprobs", Refused, "it tells no probabilities"),
        new("top_p", Sent, "`inferenceConfig.topP`; dropped beside `temperature` for Anthropic's models, while thinking and where the model refuses it"),
        new("user", Dropped, "it has no such member"),
        new("verbosity", Dropped, "it has no such switch"),
        new("web_search_options", Refused, "it has no search"));

    /// <summary>Members of the source's own that would name what the translation writes.</summary>
    public static readonly string[] Written = ["system", "inferenceConfig", "toolConfig", "outputConfig", "requestMetadata", "serviceTier"];

    /// <summary>Members of the source's own that stand at the top; all others are for the model behind it.</summary>
    public static readonly string[] Own = ["guardrailConfig", "performanceConfig", "promptVariables", "additionalModelResponseFieldPaths"];
}
