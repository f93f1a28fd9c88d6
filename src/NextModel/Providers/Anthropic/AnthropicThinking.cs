using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>From <c>reasoning_effort</c> to what the model is told about thinking.</summary>
/// <param name="Type">Value of <c>thinking.type</c>; null sends nothing.</param>
/// <param name="Budget">Tokens to think with; null where the model has no budget.</param>
/// <param name="Effort">Value of <c>output_config.effort</c>; null sends none.</param>
internal readonly record struct AnthropicThinking(string? Type, long? Budget, string? Effort)
{
    private const long LeastBudget = 1024;

    /// <summary>True when the model is told to think.</summary>
    public bool IsOn => Type is "enabled" or "adaptive";

    /// <summary>What to tell. The bound on output holds for thinking and answer together, as it does at OpenAI.</summary>
    /// <param name="effort">The member <c>reasoning_effort</c>.</param>
    /// <param name="model">What the model takes.</param>
    /// <param name="maxTokens">The bound that is sent.</param>
    /// <param name="isPossible">False where the conversation does not allow to think.</param>
    /// <param name="notes">Learns what could not be told.</param>
    public static AnthropicThinking Of(JsonCursor effort, AnthropicModel model, long maxTokens, bool isPossible, TranslationNotes notes)
    {
        var asked = effort.GetString();
        if (asked is null)
        {
            return default;
        }

        if (asked is not ("none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max"))
        {
            notes.Invalid("'reasoning_effort' must be none, minimal, low, medium, high, xhigh or max.", "reasoning_effort");
            return default;
        }

        var told = asked == "none" ? Off(model.Thinking) : On(asked, model, maxTokens);
        if (told is not { } thinking || (thinking.IsOn && !isPossible && model.Thinking != ThinkingStyle.Always))
        {
            notes.Adjust("reasoning_effort");
            return default;
        }

        if ((asked == "none" && thinking.Effort is not null) || (asked == "xhigh" && thinking.Effort == "high"))
        {
            notes.Adjust("reasoning_effort");
        }

        return thinking;
    }

    /// <summary>Writes the member <c>thinking</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        if (Type is null)
        {
            return;
        }

        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, Type);
        if (Budget is { } tokens)
        {
            json.WriteNumber("budget_tokens"u8, tokens);
        }

        json.WriteEndObject();
    }

    private static AnthropicThinking? Off(ThinkingStyle style) => style switch
    {
        ThinkingStyle.None or ThinkingStyle.Budget => default(AnthropicThinking),
        ThinkingStyle.Adaptive => new AnthropicThinking("disabled", null, null),
        ThinkingStyle.BetweenTools => new AnthropicThinking("between_tools", null, "low"),
        _ => new AnthropicThinking(null, null, "low"),
    };

    private static AnthropicThinking? On(string effort, AnthropicModel model, long maxTokens) => model.Thinking switch
    {
        ThinkingStyle.None => null,
        ThinkingStyle.Budget => OfBudget(effort, maxTokens),
        ThinkingStyle.Always => new AnthropicThinking(null, null, Word(effort, model)),
        _ => new AnthropicThinking("adaptive", null, Word(effort, model)),
    };

    // At least as much as the budget is left for the answer, as long as there is that much.
    private static AnthropicThinking? OfBudget(string effort, long maxTokens)
    {
        var wanted = effort switch
        {
            "minimal" or "low" => LeastBudget,
            "medium" => 8192,
            "high" => 16_384,
            _ => 32_768,
        };
        var budget = Math.Min(wanted, Math.Max(LeastBudget, maxTokens / 2));
        return budget < maxTokens ? new AnthropicThinking("enabled", budget, null) : null;
    }

    private static string Word(string effort, AnthropicModel model) => effort switch
    {
        "minimal" => "low",
        "xhigh" => model.ExtraHigh ? "xhigh" : "high",
        _ => effort,
    };
}
