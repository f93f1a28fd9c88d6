using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace CacheSafety.Tests.BlackBox;

/// <summary>How a product is asked for its cache and what it says of it, in the words of its documentation; a toy that has one speaks like it.</summary>
internal sealed record ToyVoice
{
    /// <summary>Sent by a caller who wants the cache, and a part of its value, empty for any; null where it is on for all.</summary>
    public (string Name, string Value)? On { get; init; }

    /// <summary>Sent by a caller who wants a fresh answer; null for <c>Cache-Control</c>.</summary>
    public (string Name, string Value)? Pass { get; init; }

    /// <summary>Keeps entries apart; null where there is none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Response header; null where the answer's body says it.</summary>
    public string? Header { get; init; }

    /// <summary>Its value on a hit; of a miss, null where none is sent.</summary>
    public string Hit { get; init; } = "HIT";

    public string? Miss { get; init; } = "MISS";

    /// <summary>It says the opposite of what is true.</summary>
    public bool Lies { get; init; }

    /// <summary>What namespaces were asked for.</summary>
    public HashSet<string> Namespaces { get; } = [];

    public bool IsOn(HttpRequest request) =>
        On is not { } on || (request.Headers.TryGetValue(on.Name, out var sent) && sent.ToString().Contains(on.Value, StringComparison.Ordinal));

    public bool Passes(HttpRequest request) =>
        Pass is { } pass ? request.Headers[pass.Name].ToString() == pass.Value : request.Headers.CacheControl.Count > 0;

    public string NamespaceOf(HttpRequest request)
    {
        var name = Namespace is null ? "" : request.Headers[Namespace].ToString();
        Namespaces.Add(name);
        return name;
    }

    /// <summary>Says on the answer what became of it; returns the body to send.</summary>
    public string Say(HttpResponse response, string body, bool isHit)
    {
        var said = isHit != Lies;
        if (Header is not null)
        {
            if ((said ? Hit : Miss) is { } value)
            {
                response.Headers[Header] = value;
            }

            return body;
        }

        var answer = JsonNode.Parse(body)!;
        answer["extra_fields"] = new JsonObject { ["cache_debug"] = new JsonObject { ["cache_hit"] = said } };
        return answer.ToJsonString();
    }
}
