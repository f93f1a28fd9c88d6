using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>From <c>reasoning_effort</c> to <c>thinkingConfig</c>.</summary>
internal static class GeminiThinking
{
    public static void Write(Utf8JsonWriter json, JsonCursor effort, GeminiModel model, TranslationNotes notes)
    {
        var asked = effort.GetString();
        if (asked is null)
        {
            return;
        }

        if (asked is not ("none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max"))
        {
            notes.Invalid("'reasoning_effort' must be none, minimal, low, medium, high, xhigh or max.", "reasoning_effort");
            return;
        }

        if (model is { TakesLevel: false, LeastBudget: null })
        {
            notes.Adjust("reasoning_effort");
            return;
        }

        json.WriteStartObject("thinkingConfig"u8);
        if (model.TakesLevel)
        {
            WriteLevel(json, asked, notes);
        }
        else
        {
            WriteBudget(json, asked, model, notes);
        }

        if (asked != "none")
        {
            json.WriteBoolean("includeThoughts"u8, true);
        }

        json.WriteEndObject();
    }

    private static void WriteLevel(Utf8JsonWriter json, string asked, TranslationNotes notes)
    {
        json.WriteString("thinkingLevel"u8, asked switch
        {
            "none" or "minimal" => "MINIMAL",
            "low" => "LOW",
            "medium" => "MEDIUM",
            _ => "HIGH",
        });
        if (asked is "none" or "xhigh" or "max")
        {
            notes.Adjust("reasoning_effort");
        }
    }

    private static void WriteBudget(Utf8JsonWriter json, string asked, GeminiModel model, TranslationNotes notes)
    {
        var wanted = asked switch
        {
            "none" => 0,
            "minimal" => 512,
            "low" => 1024,
            "medium" => 8192,
            "high" => 24_576,
            _ => model.MostBudget,
        };
        var budget = Math.Clamp(wanted, model.LeastBudget!.Value, model.MostBudget);
        json.WriteNumber("thinkingBudget"u8, budget);
        if (budget > wanted)
        {
            notes.Adjust("reasoning_effort");
        }
    }
}
