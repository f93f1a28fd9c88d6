using System.Text.Json;
using System.Text.RegularExpressions;
using CacheSafety.BlackBox;

namespace CacheSafety.Opaque;

/// <summary>What an answer shows of its making, where nobody tells.</summary>
/// <param name="Words">The last eight words of its text; null when it has too few to tell answers apart.</param>
/// <param name="Id">Its id.</param>
/// <param name="Created">When it says it was made; null when it does not.</param>
/// <param name="LogProbs">Its log probabilities as text; null for none.</param>
/// <param name="Tokens">All tokens it reports; null when it reports none.</param>
/// <param name="CachedTokens">Prompt tokens that the provider read from its prefix cache: fast, and no replay.</param>
/// <param name="Claim">What its header says.</param>
/// <param name="FirstByteMs">Time to the first byte.</param>
internal sealed partial record OpaqueAnswer(
    string? Words, string? Id, DateTimeOffset? Created, string? LogProbs, long? Tokens, long CachedTokens, bool? Claim, double FirstByteMs)
{
    private const int Most = 8;
    private const int Least = 3;

    public static OpaqueAnswer Of(ProbeAnswer answer)
    {
        string[] words = [.. Word().Matches(answer.Text).Select(match => match.Value.ToLowerInvariant())];
        var tail = words.Length < Least ? null : string.Join(' ', words.TakeLast(Most));
        string? id = null, logProbs = null;
        DateTimeOffset? created = null;
        long? tokens = null;
        long cached = 0;
        foreach (var json in answer.IsStream ? Events(answer.Body) : [answer.Body])
        {
            try
            {
                using var document = JsonDocument.Parse(json);
                var root = document.RootElement;
                id ??= root.TryGetProperty("id", out var found) ? found.ToString() : null;
                created ??= root.TryGetProperty("created", out var at) && at.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
                if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
                {
                    tokens = usage.TryGetProperty("total_tokens", out var total) && total.TryGetInt64(out var count) ? count : tokens;
                    cached = usage.TryGetProperty("prompt_tokens_details", out var details) && details.ValueKind == JsonValueKind.Object
                        && details.TryGetProperty("cached_tokens", out var read) && read.TryGetInt64(out var reads) ? reads : cached;
                }

                if (root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
                    && choices[0].TryGetProperty("logprobs", out var probabilities) && probabilities.ValueKind == JsonValueKind.Object)
                {
                    logProbs += probabilities.GetRawText();
                }
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
                // What cannot be read is no evidence.
            }
        }

        return new OpaqueAnswer(tail, id, created, logProbs, tokens, cached, answer.Claim, answer.FirstByte.TotalMilliseconds);
    }

    private static IEnumerable<string> Events(string body) =>
        body.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => line["data: ".Length..]);

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
