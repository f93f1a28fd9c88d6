using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CacheSafety.Cases;
using CacheSafety.Policies;

namespace CacheSafety.Importing;

/// <summary>A case of schema csb/1 from two requests, with the tier that the bytes themselves show.</summary>
internal static partial class CaseDraft
{
    // Letters as they are, to be looked at.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly RequestScope Home = new("acme", "acme-prod", "key-a", "platform");

    /// <param name="id">Of the case.</param>
    /// <param name="name">Its class.</param>
    /// <param name="old">Body of the old request, as JSON text.</param>
    /// <param name="asked">Body of the new one.</param>
    /// <param name="answer">Text of the old answer; null for one without text.</param>
    /// <param name="isReusable">What the source says of it.</param>
    /// <param name="severity">Of a wrong hit.</param>
    /// <param name="reason">Why, in the source's words or ours.</param>
    public static JsonObject Of(string id, string name, string old, string asked, string? answer, bool isReusable, Severity severity, string reason)
    {
        var tier = isReusable ? Tier(old, asked) : Equivalence.None;
        var draft = new JsonObject
        {
            ["schema"] = Case.Schema,
            ["id"] = id,
            ["suite"] = "core",
            ["class"] = name,
            ["language"] = Language(asked),
            ["old_request"] = JsonNode.Parse(old),
            ["old_answer"] = new JsonObject { ["text"] = answer, ["finish_reason"] = "stop" },
            ["new_request"] = JsonNode.Parse(asked),
            ["scope"] = new JsonObject { ["old"] = Scope(), ["new"] = Scope() },
            ["elapsed_s"] = 60,
            ["requires"] = new JsonArray(),
            ["label"] = new JsonObject
            {
                ["reusable"] = isReusable,
                ["equivalence"] = Words.Of(tier),
                ["must_hit"] = tier == Equivalence.Byte,
                ["severity"] = Words.Of(isReusable ? Severity.None : severity),
                ["reason"] = reason,
            },
            ["cost"] = new JsonObject { ["prompt_tokens"] = Tokens(asked), ["completion_tokens"] = Tokens(answer ?? "") },
            ["notes"] = "imported",
        };
        if (tier == Equivalence.Json)
        {
            // The spelling is what the case is about.
            draft["old_request_raw"] = old;
            draft["new_request_raw"] = asked;
            draft["requires"] = new JsonArray("raw_body");
        }

        return draft;
    }

    private static Equivalence Tier(string old, string asked)
    {
        if (old == asked)
        {
            return Equivalence.Byte;
        }

        var (one, other) = (Request(old), Request(asked));
        if (CaseChecks.IsSameValue(one.Body, other.Body))
        {
            return Equivalence.Json;
        }

        var (plain, otherPlain) = (Request(NeutralFields.Without(one)), Request(NeutralFields.Without(other)));
        return SameRequest.Is(plain, otherPlain) ? Equivalence.Neutral
            : Blank().Replace(old, "") == Blank().Replace(asked, "") ? Equivalence.Text
            : HasSameMessages(old, asked) ? Equivalence.Neutral
            : Equivalence.Semantic;
    }

    private static bool HasSameMessages(string old, string asked)
    {
        using var one = JsonDocument.Parse(old);
        using var other = JsonDocument.Parse(asked);
        return one.RootElement.TryGetProperty("messages", out var x) && other.RootElement.TryGetProperty("messages", out var y) && JsonElement.DeepEquals(x, y);
    }

    private static CaseRequest Request(string body) => Request(Encoding.UTF8.GetBytes(body));

    private static CaseRequest Request(ReadOnlyMemory<byte> body) => new(body, Home, CaseRequest.NoHeaders);

    private static JsonObject Scope() => new()
    {
        ["tenant"] = Home.Tenant,
        ["project"] = Home.Project,
        ["key"] = Home.Key,
        ["upstream"] = Home.Upstream,
    };

    private static string Language(string text) => Han().IsMatch(JsonNode.Parse(text)!["messages"]?.ToJsonString(Readable) ?? "") ? "zh" : "en";

    // Four characters a token: only savings rest on it, and they are compared with each other.
    private static int Tokens(string text) => (text.Length + 3) / 4;

    [GeneratedRegex(@"\s+|\\n|\\t")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
