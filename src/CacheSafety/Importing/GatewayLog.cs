using System.Text;
using System.Text.Json.Nodes;
using CacheSafety.Cases;
using CacheSafety.Policies;
using CacheSafety.Traffic;

namespace CacheSafety.Importing;

/// <summary>
/// A log of requests, one JSON object a line, as <see cref="LogRow"/> reads it. Nobody labelled it, so only what bytes prove becomes a case; the
/// rest is counted for a profile.
/// </summary>
internal static class GatewayLog
{
    /// <exception cref="InvalidDataException">Says which line cannot be read.</exception>
    public static ImportedCases Read(IEnumerable<string> lines)
    {
        var cases = new List<JsonObject>();
        var seen = new Dictionary<string, (string Raw, int Line, string? Answer)>(StringComparer.Ordinal);
        int all = 0, repeats = 0, variants = 0, neutral = 0, others = 0;
        foreach (var (place, line) in lines.Index().Where(line => !string.IsNullOrWhiteSpace(line.Item)))
        {
            var (found, answer) = LogRow.Read(line, place + 1);
            if (found is not { } body)
            {
                others++;
                continue;
            }

            all++;
            if (Key(body) is not { } keys)
            {
                continue;
            }

            var isVariant = false;
            if (seen.TryGetValue(keys.Canonical, out var earlier))
            {
                isVariant = earlier.Raw != body;
                repeats += isVariant ? 0 : 1;
                variants += isVariant ? 1 : 0;
                cases.Add(CaseDraft.Of(
                    $"log-{place + 1:000000}", isVariant ? "log_json_variant" : "log_repeat", earlier.Raw, body, earlier.Answer ?? answer, true, Severity.None,
                    $"The request of line {earlier.Line} again{(isVariant ? ", spelled otherwise" : "")}."));
            }
            else if (!seen.TryAdd("neutral " + keys.Neutral, (body, place + 1, answer)))
            {
                neutral++;
            }

            seen.TryAdd(keys.Canonical, (body, place + 1, answer));
        }

        if (all == 0)
        {
            throw new InvalidDataException("it has no chat request; write one JSON object a line.");
        }

        double Share(int count) => Math.Round((double)count / all, 6);
        var rest = 1 - Share(repeats) - Share(variants) - Share(neutral);
        return new ImportedCases(
            cases,
            [$"{all} requests: {repeats} repeat an earlier one byte for byte, {variants} in other bytes, {neutral} but for neutral fields.{(others > 0 ? $" {others} lines that are no chat request were passed over." : "")}",
                "What no byte proves, paraphrases and near misses, is counted as unrelated: label such pairs yourself, or take their shares from a judge whose errors you measured."],
            new TrafficProfile("log", Share(repeats), Share(variants), Share(neutral), 0, 0, rest));
    }

    private static (string Canonical, string Neutral)? Key(string body)
    {
        var request = new CaseRequest(Encoding.UTF8.GetBytes(body), new RequestScope("t", "p", "k", "platform"), CaseRequest.NoHeaders);
        using var seen = RoomRequest.Of(request, request.Body);
        using var plain = RoomRequest.Of(request, NeutralFields.Without(request));
        return seen.Identity is { } one && plain.Identity is { } other ? (one.Key.ToString(), other.Key.ToString()) : null;
    }
}
