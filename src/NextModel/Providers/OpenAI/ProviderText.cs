using System.Text.RegularExpressions;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Makes a source's sentence fit for a caller: what looks like a key, an address, an account, an id or a vendor's name is taken out.
/// </summary>
internal static partial class ProviderText
{
    private const int Longest = 500;

    /// <summary>Stands for the model's name while the text is scrubbed, so that a name with many digits is not taken for a key.</summary>
    private const string ModelMark = "\uFFFC";

    /// <summary>The sentence without what is not the caller's; null when nothing is left.</summary>
    /// <param name="text">What the source said.</param>
    /// <param name="frame">Tells the model's two names: the source's is replaced by the public one.</param>
    public static string? Scrub(string? text, AnswerFrame frame)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var scrubbed = text.Length > 4 * Longest ? text[..(4 * Longest)] : text;
        foreach (var model in new[] { frame.Model, frame.UpstreamModel })
        {
            scrubbed = string.IsNullOrEmpty(model) ? scrubbed : scrubbed.Replace(model, ModelMark, StringComparison.OrdinalIgnoreCase);
        }

        scrubbed = Urls().Replace(scrubbed, "[url]");
        scrubbed = Mails().Replace(scrubbed, "[address]");
        scrubbed = RequestIds().Replace(scrubbed, "");
        scrubbed = Accounts().Replace(scrubbed, "$1 [name]");
        scrubbed = Hosts().Replace(scrubbed, "[host]");
        scrubbed = Ids().Replace(scrubbed, "[id]");
        scrubbed = Vendors().Replace(scrubbed, "the provider");
        scrubbed = Blanks().Replace(scrubbed, " ").Trim().Replace(ModelMark, frame.Model, StringComparison.Ordinal);
        return scrubbed.Length == 0 ? null : scrubbed.Length > Longest ? scrubbed[..Longest] + "…" : scrubbed;
    }

    /// <summary>A code or a path of members as it may be passed on; null for anything that is not one.</summary>
    public static string? Word(string? text) => text is { Length: > 0 and <= 64 } && Words().IsMatch(text) ? text : null;

    [GeneratedRegex(@"(?i)\b[a-z][a-z0-9+.-]*://\S+|\bwww\.\S+")]
    private static partial Regex Urls();

    [GeneratedRegex(@"(?i)[a-z0-9._%+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")]
    private static partial Regex Mails();

    [GeneratedRegex(@"(?i)[\s,;(]*\b(request|trace|log)[ _-]?id\b\s*(is|:|=)?\s*\S*")]
    private static partial Regex RequestIds();

    [GeneratedRegex(@"(?i)\b(organi[sz]ation|org|project|account|tenant|workspace|deployment|customer|subscription)\s+(?:[`'""“][^`'""”]*[`'""”]|\S*[\d_-]\S*)")]
    private static partial Regex Accounts();

    [GeneratedRegex(@"(?i)\b\d{1,3}(\.\d{1,3}){3}(:\d+)?\b|\blocalhost(:\d+)?\b|\b([a-z0-9-]+\.)+(com|net|org|io|ai|cn|dev|cloud|internal|local|svc)\b(:\d+)?")]
    private static partial Regex Hosts();

    // A key or an id: a known prefix, the stars of a masked key, or twenty letters and digits with three digits among them.
    [GeneratedRegex(@"(?i)\bBearer\s+\S+|\b(sk|pk|rk|ak|key|org|proj|acct|user|req|ep|asst|file|resp|chatcmpl|cmpl|call|msg|AIza|gsk|xai|nm_sk)[-_][A-Za-z0-9_*-]{4,}|[A-Za-z0-9_-]*\*{3,}[A-Za-z0-9_-]*|\b(?=(?:[A-Za-z_-]*\d){3})[A-Za-z0-9_-]{20,}\b|\bAIza[A-Za-z0-9_-]+")]
    private static partial Regex Ids();

    [GeneratedRegex(@"(?i)\b(OpenAI|Azure|Microsoft|Anthropic|Google|Vertex|Gemini API|Bedrock|AWS|Amazon|DeepSeek|DashScope|Alibaba( Cloud)?|Aliyun|Bailian|Volcengine|Volcano|Ark|ByteDance|Moonshot|Zhipu|BigModel|Z\.ai|MiniMax|SiliconFlow|Tencent|Hunyuan|Baidu|Qianfan|StepFun|Mistral|Groq|xAI|Together|Fireworks|DeepInfra|Cerebras|Perplexity|OpenRouter|vLLM|SGLang|LMDeploy|Ollama|llama\.cpp|LM Studio|litellm|new[-_ ]?api|one[-_ ]?api)\b(?![-\w])")]
    private static partial Regex Vendors();

    [GeneratedRegex(@"[\s\p{C}]+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^[A-Za-z0-9_.\[\]-]+$")]
    private static partial Regex Words();
}
