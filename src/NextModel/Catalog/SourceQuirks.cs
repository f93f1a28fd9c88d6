namespace NextModel.Catalog;

/// <summary>
/// What a source does differently from OpenAI, as data: a new vendor is a new set of flags, not a new code path. Each flag is
/// described in docs/reference/configuration.md.
/// </summary>
public sealed record SourceQuirks
{
    /// <summary>OpenAI's own behaviour.</summary>
    public static SourceQuirks None { get; } = new();

    /// <summary>Rewrites the role <c>developer</c> to <c>system</c>, for sources that do not know it.</summary>
    public bool DeveloperRoleToSystem { get; init; }

    /// <summary>Spelling of the output bound the source wants; null sends what the caller sent.</summary>
    public string? MaxTokensName { get; init; }

    /// <summary>Asks for a usage chunk with <c>stream_options.include_usage</c>. Off for sources that refuse the member.</summary>
    public bool UsageInStream { get; init; } = true;

    /// <summary>False where <c>prompt_tokens</c> leaves out what the source read from and wrote to its prompt cache: both are added.</summary>
    public bool InputIncludesCache { get; init; } = true;

    /// <summary>False where <c>completion_tokens</c> leaves reasoning tokens out (xAI chat): they are added.</summary>
    public bool OutputIncludesReasoning { get; init; } = true;

    /// <summary>Highest temperature the source takes; a higher one is lowered to it. Null for no such bound.</summary>
    public decimal? MaxTemperature { get; init; }

    /// <summary>Most stop sequences the source takes; a request with more is refused. Null for no such bound.</summary>
    public int? MaxStops { get; init; }

    /// <summary>What the source says for <c>tool_choice: required</c>; null for the same.</summary>
    public string? ToolChoiceRequired { get; init; }

    /// <summary>False for a source that refuses <c>strict</c> on functions: it is taken out.</summary>
    public bool StrictTools { get; init; } = true;

    /// <summary>False for a source that refuses an assistant message whose content is null: it becomes an empty text.</summary>
    public bool NullContent { get; init; } = true;

    /// <summary>
    /// Which assistant messages have to come with <c>reasoning_content</c>: <c>all</c>, or <c>calls</c> for those with tool calls. Most clients drop it:
    /// where it is missing, a space stands for it. Null for none.
    /// </summary>
    public string? ReasoningIn { get; init; }

    /// <summary>False for a source that takes images as data URLs only: a request with an address is refused.</summary>
    public bool ImageAddresses { get; init; } = true;

    /// <summary>False for a source that wants the text of a message as one string: where its content is text parts alone, they are joined.</summary>
    public bool TextParts { get; init; } = true;

    /// <summary>False for a source that does not keep <c>response_format: json_object</c>: such a request is refused.</summary>
    public bool JsonObject { get; init; } = true;

    /// <summary>False for a source that does not keep <c>response_format: json_schema</c>: such a request is refused.</summary>
    public bool JsonSchema { get; init; } = true;

    /// <summary>
    /// The member by which the source is told to think or not, written where the caller sent <c>reasoning_effort</c>: <c>thinking</c>,
    /// <c>enable_thinking</c>, <c>chat_template_kwargs</c> or <c>reasoning</c>. Null for <c>reasoning_effort</c> itself.
    /// </summary>
    public string? ThinkingSwitch { get; init; }

    /// <summary>
    /// The source writes its thinking at the beginning of the text, between <c>&lt;think&gt;</c> and <c>&lt;/think&gt;</c>: it becomes
    /// <c>reasoning_content</c>.
    /// </summary>
    public bool ThinkTags { get; init; }

    /// <summary>Top-level members the source refuses; they are taken out.</summary>
    public IReadOnlyList<string> DropMembers { get; init; } = [];

    /// <summary>The source answers streams only (some Qwen models): JSON requests are streamed and put together.</summary>
    public bool StreamOnly { get; init; }
}
