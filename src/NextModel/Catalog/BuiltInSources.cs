namespace NextModel.Catalog;

/// <summary>
/// The sources in the box: each is live once its conventional key variable is set. Base addresses and quirks are from the
/// providers' own API references, read 2026-11.
/// </summary>
public static class BuiltInSources
{
    /// <summary>Id of the simulated source that needs no key.</summary>
    public const string SandboxId = "sandbox";

    private static readonly SourceQuirks Compatible = new() { DeveloperRoleToSystem = true };

    /// <summary>Every built-in source without its credential, and the variable that holds it.</summary>
    public static IReadOnlyList<(Source Source, string KeyVariable)> All { get; } =
    [
        (OpenAIChat("openai", "https://api.openai.com/v1", "global", SourceQuirks.None), "OPENAI_API_KEY"),
        (Of(Dialect.AnthropicMessages, "anthropic", "https://api.anthropic.com", "global"), "ANTHROPIC_API_KEY"),
        (Of(Dialect.Gemini, "gemini", "https://generativelanguage.googleapis.com", "global"), "GEMINI_API_KEY"),
        (OpenAIChat("deepseek", "https://api.deepseek.com/v1", "cn", Compatible), "DEEPSEEK_API_KEY"),
        (OpenAIChat("dashscope", "https://dashscope.aliyuncs.com/compatible-mode/v1", "cn", Compatible), "DASHSCOPE_API_KEY"),
        (OpenAIChat("dashscope-intl", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "global", Compatible), "DASHSCOPE_INTL_API_KEY"),
        (OpenAIChat("volcengine", "https://ark.cn-beijing.volces.com/api/v3", "cn", Compatible), "ARK_API_KEY"),
        (OpenAIChat("moonshot", "https://api.moonshot.cn/v1", "cn", Compatible), "MOONSHOT_API_KEY"),
        (OpenAIChat("zhipu", "https://open.bigmodel.cn/api/paas/v4", "cn", Compatible), "ZHIPUAI_API_KEY"),
        (OpenAIChat("minimax", "https://api.minimax.io/v1", "global", Compatible), "MINIMAX_API_KEY"),
        (OpenAIChat("siliconflow", "https://api.siliconflow.cn/v1", "cn", Compatible), "SILICONFLOW_API_KEY"),
        (OpenAIChat("mistral", "https://api.mistral.ai/v1", "eu", Compatible), "MISTRAL_API_KEY"),
        (OpenAIChat("groq", "https://api.groq.com/openai/v1", "global", Compatible with { MaxTokensName = "max_completion_tokens" }), "GROQ_API_KEY"),
        (OpenAIChat("xai", "https://api.x.ai/v1", "global", new SourceQuirks { OutputIncludesReasoning = false }), "XAI_API_KEY"),
        (OpenAIChat("openrouter", "https://openrouter.ai/api/v1", "global", Compatible), "OPENROUTER_API_KEY"),
        (OpenAIChat("together", "https://api.together.xyz/v1", "global", Compatible), "TOGETHER_API_KEY"),
        (OpenAIChat("fireworks", "https://api.fireworks.ai/inference/v1", "global", Compatible), "FIREWORKS_API_KEY"),
    ];

    /// <summary>The simulated source.</summary>
    public static Source Sandbox { get; } = new()
    {
        Id = SandboxId,
        Dialect = Dialect.Sandbox,
        BaseUrl = new Uri("sandbox://nextmodel"),
        Region = "local",
        Sandbox = true,
    };

    /// <summary>The simulated model. Its price makes receipts show arithmetic; nothing is owed for it.</summary>
    public static Model SandboxEcho { get; } = new(
        "sandbox-echo", [new Offer(Sandbox, "sandbox-echo", new Price("sandbox-1", "USD", 0.15m, 0.075m, 0.60m))])
    {
        OwnedBy = "nextmodel",
        Capabilities = new CapabilitySet(Capability.Chat | Capability.Embeddings | Capability.Temperature, Capability.None),
    };

    private static Source OpenAIChat(string id, string baseUrl, string region, SourceQuirks quirks) =>
        Of(Dialect.OpenAIChat, id, baseUrl, region) with { Quirks = quirks };

    private static Source Of(Dialect dialect, string id, string baseUrl, string region) => new()
    {
        Id = id,
        Dialect = dialect,
        BaseUrl = new Uri(baseUrl),
        Region = region,
    };
}
