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

    /// <summary>False where <c>completion_tokens</c> leaves reasoning tokens out (xAI chat): they are added.</summary>
    public bool OutputIncludesReasoning { get; init; } = true;

    /// <summary>Top-level members the source refuses; they are taken out.</summary>
    public IReadOnlyList<string> DropMembers { get; init; } = [];

    /// <summary>The source answers streams only (some Qwen models): JSON requests are streamed and put together.</summary>
    public bool StreamOnly { get; init; }
}
