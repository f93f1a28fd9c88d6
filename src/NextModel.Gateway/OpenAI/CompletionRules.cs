using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>What a request for completions must have, and how many answers it asks for.</summary>
internal static class CompletionRules
{
    /// <summary>Tokens OpenAI gives a completion that asks for no number.</summary>
    public const long UsualTokens = 16;

    /// <summary>The refusal of a prompt that is none, or of numbers that contradict each other; null when there is nothing to refuse.</summary>
    public static GatewayError? Check(JsonCursor root)
    {
        var prompt = root["prompt"u8];
        if (prompt.IsNullOrMissing || (prompt.Kind == JsonKind.Array && prompt.Count() == 0))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, "'prompt' is required. Send a text, a list of texts, tokens, or a list of token lists.", "prompt");
        }

        foreach (var item in prompt.Kind == JsonKind.Array ? prompt.Children : default)
        {
            if (item.Value.Kind is not (JsonKind.String or JsonKind.Number or JsonKind.Array))
            {
                return new GatewayError(
                    GatewayErrorCode.InvalidRequest,
                    $"An item of 'prompt' must be a text, a token or a list of tokens, but it is {FieldRules.Describe(item.Value.Kind)}.",
                    "prompt");
            }
        }

        return root["best_of"u8].TryGetInt64(out var best) && best > 0 && root["n"u8].TryGetInt64(out var wanted) && best < wanted
            ? new GatewayError(GatewayErrorCode.InvalidRequest, $"'best_of' ({best}) must be at least 'n' ({wanted}): the answers are chosen from it.", "best_of")
            : null;
    }

    /// <summary>Texts that are made: for each prompt the larger of <c>n</c> and <c>best_of</c>, because all of them are paid for.</summary>
    public static int Choices(JsonCursor root)
    {
        var prompt = root["prompt"u8];
        var prompts = prompt.Kind == JsonKind.Array && !IsTokens(prompt) ? prompt.Count() : 1;
        var wanted = Math.Max(root["n"u8].TryGetInt64(out var n) ? n : 1, root["best_of"u8].TryGetInt64(out var best) ? best : 1);
        return (int)Math.Min(prompts * wanted, int.MaxValue);
    }

    private static bool IsTokens(JsonCursor prompt)
    {
        foreach (var item in prompt.Children)
        {
            return item.Value.Kind == JsonKind.Number;
        }

        return false;
    }
}
