using System.Text;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Gemini;

/// <summary>From <c>logprobsResult</c> to OpenAI's <c>logprobs</c>.</summary>
internal static class GeminiLogprobs
{
    public static void Write(PooledBuffer output, JsonCursor result)
    {
        var tops = result["topCandidates"u8].Children.GetEnumerator();
        var first = true;
        output.Write(",\"logprobs\":{\"content\":["u8);
        foreach (var chosen in result["chosenCandidates"u8].Children)
        {
            output.Write(first ? "{"u8 : ",{"u8);
            first = false;
            WriteToken(output, chosen.Value);
            output.Write(",\"top_logprobs\":["u8);
            if (tops.MoveNext())
            {
                WriteTops(output, tops.Current.Value["candidates"u8]);
            }

            output.Write("]}"u8);
        }

        output.Write("],\"refusal\":null}"u8);
    }

    private static void WriteTops(PooledBuffer output, JsonCursor candidates)
    {
        var first = true;
        foreach (var candidate in candidates.Children)
        {
            output.Write(first ? "{"u8 : ",{"u8);
            first = false;
            WriteToken(output, candidate.Value);
            output.Write("}"u8);
        }
    }

    private static void WriteToken(PooledBuffer output, JsonCursor token)
    {
        var (text, probability) = (token["token"u8], token["logProbability"u8]);
        output.Write("\"token\":"u8);
        output.Write(text.Kind == JsonKind.String ? text.Raw : "\"\""u8);
        output.Write(",\"logprob\":"u8);
        output.Write(probability.Kind == JsonKind.Number ? probability.Raw : "0"u8);
        output.Write(",\"bytes\":["u8);
        var first = true;
        foreach (var one in Encoding.UTF8.GetBytes(text.GetString() ?? ""))
        {
            output.Write(first ? default : ","u8);
            first = false;
            output.WriteNumber(one);
        }

        output.Write("]"u8);
    }
}
