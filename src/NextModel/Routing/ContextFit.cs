using System.Globalization;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Metering;

namespace NextModel.Routing;

/// <summary>
/// Whether the text of a request is longer than a model's context. Only what is certain counts: with the model's own vocabulary the tokens of the text
/// alone, of which no rendering has fewer; with another's only where a quarter of them would be too many.
/// </summary>
internal static class ContextFit
{
    /// <summary>Counting takes a moment, so it is left out where the text has fewer bytes for each token of the context than prose in any script.</summary>
    private const int LeastBytesPerToken = 3;

    private const int Doubt = 4;

    /// <summary>What has the source shorten the input by itself: vLLM, OpenRouter, OpenAI, Anthropic.</summary>
    private static readonly string[] Shortening = ["truncate_prompt_tokens", "transforms", "plugins", "truncation", "truncate", "context_management"];

    /// <summary>Why it does not fit, in a sentence with both numbers; null where it does or may.</summary>
    public static string? WhyNot(Model model, InferenceRequest request)
    {
        var doubt = model.TokenizerIsExact ? 1 : Doubt;
        if (model.ContextWindow is not { } window || request.Size / LeastBytesPerToken / doubt <= window
            || (request.Operation == Operation.Embeddings && !model.TokenizerIsExact) || IsShortened(request))
        {
            return null;
        }

        var tokens = Meter.CountText(request, model.Tokenizer);
        if (tokens / doubt <= window)
        {
            return null;
        }

        var (member, method) = (
            $"The {(request.SayAsChat is null && request.InputMember != "messages" ? "longest " : "")}text of '{request.InputMember}'",
            model.TokenizerIsExact ? $"counted with {model.Tokenizer}, its own vocabulary" : $"approximately: counted with {model.Tokenizer}, which is not its own vocabulary");
        return string.Create(
            CultureInfo.InvariantCulture, $"{member} has {tokens} tokens ({method}), and '{model.Id}' holds {window}. Shorten it.");
    }

    private static bool IsShortened(InferenceRequest request)
    {
        foreach (var member in request.Tape.Root.Children)
        {
            if (Shortening.Contains(member.Name))
            {
                return true;
            }
        }

        return false;
    }
}
