using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Providers.OpenAI;

/// <summary>What a model wrote, for counting it where nobody else has: text, refusals, reasoning, calls.</summary>
internal static class AnswerText
{
    /// <summary>Tokens of a complete answer, or of as much of one as has come.</summary>
    /// <param name="answer">The answer as JSON.</param>
    /// <param name="counter">The model's encoding.</param>
    public static long Count(ReadOnlyMemory<byte> answer, TokenCounter counter)
    {
        var tape = JsonTape.Rent();
        if (!tape.TryParse(answer, JsonLimits.Upstream, out var problem))
        {
            throw new InvalidOperationException($"An answer of ours is no JSON: {problem}.");
        }

        var tokens = Pieces(tape.Root).Sum(piece => (long)counter.Count(piece));
        tape.Return();
        return tokens;
    }

    /// <summary>The pieces of text in a complete answer, or in as much of one as has come.</summary>
    public static IEnumerable<string> Pieces(JsonCursor answer)
    {
        var pieces = new List<string?>();
        foreach (var choice in answer["choices"u8].Children)
        {
            var message = choice.Value["message"u8];
            pieces.Add(message["content"u8].GetString());
            pieces.Add(message["refusal"u8].GetString());
            pieces.Add(message["reasoning_content"u8].GetString());
            AddCall(pieces, message["function_call"u8]);
            foreach (var call in message["tool_calls"u8].Children)
            {
                AddCall(pieces, call.Value["function"u8]);
                AddCall(pieces, call.Value["custom"u8]);
            }
        }

        return pieces.Where(piece => !string.IsNullOrEmpty(piece))!;
    }

    private static void AddCall(List<string?> pieces, JsonCursor call)
    {
        pieces.Add(call["name"u8].GetString());
        pieces.Add(call["arguments"u8].GetString());
        pieces.Add(call["input"u8].GetString());
    }
}
