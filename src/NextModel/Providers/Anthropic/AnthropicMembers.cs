using NextModel.Providers.Translation;
using static NextModel.Providers.Translation.MemberTreatment;

namespace NextModel.Providers.Anthropic;

/// <summary>What becomes of each member of a chat request at a source of the dialect <c>anthropic-messages</c>.</summary>
internal static class AnthropicMembers
{
    public static MemberRules Rules { get; } = new(
        new("audio", Refused, "it writes text only"),
        new("frequency_penalty", Dropped, "it has no penalties"),
        new("function_call", Refused, "send `tool_choice`"),
        new("functions", Refused, "send `tools`"),
        new("logit_bias", Refused, "it takes no bias"),
        new("logprobs", Refused, "it tells no probabilities"),
        new("max_completion_tokens", Sent, "`max_tokens`; where the request has no bound, the most the model can write"),
        new("max_tokens", Sent, "`max_tokens`"),
        new("messages", Sent, "`system` and `messages`"),
        new("metadata", Dropped, "it keeps none"),
        new("modalities", Refused, "it writes text only"),
        new("model", Sent, "`model`, by the source's name"),
        new("moderation", Dropped, "it has no such switch"),
        new("n", Refused, "it writes one choice; send the request more than once"),
        new("parallel_tool_calls", Sent, "`tool_choice.disable_parallel_tool_use`"),
        new("prediction", Dropped, "it takes no prediction; only speed is lost"),
        new("presence_penalty", Dropped, "it has no penalties"),
        new("prompt_cache_key", Dropped, "it has no such key; mark parts with `cache_control`"),
        new("prompt_cache_options", Dropped, "mark parts with `cache_control`"),
        new("prompt_cache_retention", Dropped, "mark parts with `cache_control`"),
        new("reasoning_effort", Sent, "`thinking`, and `output_config.effort` where the model has it"),
        new("response_format", Sent, "`output_config.format` for `json_schema`; `json_object` is refused: there is nothing that guarantees it"),
        new("safety_identifier", Sent, "`metadata.user_id`"),
        new("seed", Dropped, "its answers cannot be repeated"),
        new("service_tier", Sent, "`auto` as it is, `default` as `standard_only`, `fast` as `speed`; others are dropped"),
        new("stop", Sent, "`stop_sequences`"),
        new("store", Dropped, "it keeps nothing"),
        new("stream", Sent, "`stream`"),
        new("stream_options", Gateway, "usage always comes; the caller gets it if it asked"),
        new("temperature", Sent, "`temperature`, at most 1; dropped while thinking and where the model refuses it"),
        new("tool_choice", Sent, "`tool_choice`; `required` as `any`; `allowed_tools` and custom tools are refused"),
        new("tools", Sent, "`tools`; custom tools are refused, the source's own travel unchanged"),
        new("top_logprobs", Refused, "it tells no probabilities"),
        new("top_p", Sent, "`top_p`; dropped beside `temperature`, while thinking and where the model refuses it"),
        new("user", Sent, "`metadata.user_id`"),
        new("verbosity", Dropped, "it has no such switch"),
        new("web_search_options", Refused, "send its own search tool in `tools`"));

    /// <summary>Members of the source's own that would name what the translation writes.</summary>
    public static readonly string[] Written = ["system", "stop_sequences"];
}
