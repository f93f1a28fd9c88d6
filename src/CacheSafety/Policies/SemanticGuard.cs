using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CacheSafety.Cases;

namespace CacheSafety.Policies;

/// <summary>
/// Objections to serving a neighbour's answer that can be read off the two texts: another envelope (all but what the user said last),
/// another number, negation, name, quotation or script, or a question about now. It knows nothing of meaning: passing it proves nothing.
/// </summary>
internal static partial class SemanticGuard
{
    /// <summary>The first objection, in a few words; null for none.</summary>
    public static string? WhyNot(CaseRequest stored, CaseRequest asked)
    {
        if (!Envelope(stored).AsSpan().SequenceEqual(Envelope(asked)))
        {
            return "another envelope";
        }

        var (one, other) = (RequestText.LastUser(stored), RequestText.LastUser(asked));
        if (Differ(Numbers(), one, other))
        {
            return "another number";
        }

        if (Negations().Count(one) != Negations().Count(other))
        {
            return "another negation";
        }

        if (Differ(Quoted(), one, other) || Differ(Symbols(), one, other))
        {
            return "another quotation or symbol";
        }

        if (Differ(Names(), one, other))
        {
            return "another name";
        }

        if (Han().IsMatch(one) != Han().IsMatch(other))
        {
            return "another script";
        }

        return Now().IsMatch(one) || Now().IsMatch(other) ? "a question about now" : null;
    }

    private static bool Differ(Regex what, string one, string other) =>
        !what.Matches(one).Select(match => match.Value).Order(StringComparer.Ordinal)
            .SequenceEqual(what.Matches(other).Select(match => match.Value).Order(StringComparer.Ordinal));

    // The room's canonical form of the request with the last user message emptied.
    private static byte[] Envelope(CaseRequest request)
    {
        var body = JsonNode.Parse(request.Body.Span)!;
        var last = body["messages"]?.AsArray().OfType<JsonObject>().LastOrDefault(message => (string?)message["role"] == "user");
        if (last is not null)
        {
            last["content"] = last["content"] is JsonArray parts
                ? new JsonArray([.. parts.Where(part => (string?)part?["type"] != "text").Select(part => part?.DeepClone())])
                : "";
        }

        using var seen = RoomRequest.Of(request, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
        return seen.Identity is { } identity ? identity.Body.ToArray() : [];
    }

    [GeneratedRegex(@"\d+(?:[.,:]\d+)*|[一二三四五六七八九十百千万两]+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"\b(?:not|no|never|without|except|un\w+|dis\w+|cannot|tidak|bukan|jangan|tanpa|kecuali)\b|n't\b|[不没无非别勿]", RegexOptions.IgnoreCase)]
    private static partial Regex Negations();

    [GeneratedRegex("`[^`]*`|\"[^\"]*\"|'[^']{2,}'|“[^”]*”|「[^」]*」")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[$€£¥%°+*/=<>&|^~#@\\{}\[\]()]")]
    private static partial Regex Symbols();

    // A capital inside a sentence.
    [GeneratedRegex(@"(?<=[\p{L}\d,;:]\s)\p{Lu}[\p{L}\d.&-]*")]
    private static partial Regex Names();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    [GeneratedRegex(@"\b(?:now|today|tonight|tomorrow|yesterday|current(?:ly)?|latest|this (?:week|month|year)|sekarang|hari ini|esok|semalam|terkini)\b|现在|今天|明天|昨天|最新|目前", RegexOptions.IgnoreCase)]
    private static partial Regex Now();
}
