using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CacheSafety.Cases;
using NextModel.Json;

namespace CacheSafety.Policies;

/// <summary>Caches with one mistake each, all found in the field. A benchmark that one of them passes measures nothing.</summary>
public static partial class KnownBadPolicies
{
    private static readonly string[] Picked = ["model", "messages", "temperature", "top_p", "max_tokens"];

    /// <summary>The whole body, and nobody's name: tenants read each other's answers.</summary>
    public static ICachePolicy NoScope { get; } = new KeyedPolicy("bad-no-scope", Canonical);

    /// <summary>The fields somebody thought of.</summary>
    public static ICachePolicy PickedFields { get; } = new KeyedPolicy("bad-picked-fields", request => Scoped(request, Fields(request, Picked)));

    /// <summary>What the user said last, without what it was said about.</summary>
    public static ICachePolicy LastUserMessage { get; } = new KeyedPolicy(
        "bad-last-user-message",
        request => Scoped(request, Fields(request, ["model"]) + "\n" + RequestText.LastUser(request)));

    /// <summary>RFC 8785 over everything: members of schemas sorted too, and seeds taken through doubles.</summary>
    public static ICachePolicy SortedThroughout { get; } =
        new KeyedPolicy("bad-recursive-sort", request => Scoped(request, Sorted(request)));

    /// <summary>Lower case, as if case never meant anything.</summary>
    public static ICachePolicy LowerCase { get; } = new KeyedPolicy(
        "bad-lower-case",
        request => Scoped(request, Canonical(request)?.ToLowerInvariant()));

    /// <summary>Runs of white space as one, as if indentation never meant anything.</summary>
    public static ICachePolicy CollapsedWhiteSpace { get; } = new KeyedPolicy(
        "bad-collapsed-space",
        request => Scoped(request, Canonical(request) is { } text ? Runs().Replace(text, " ") : null));

    public static IReadOnlyList<ICachePolicy> All { get; } =
        [NoScope, PickedFields, LastUserMessage, SortedThroughout, LowerCase, CollapsedWhiteSpace];

    private static string? Scoped(CaseRequest request, string? key) =>
        key is null ? null : $"{request.Scope.Tenant}\n{request.Scope.Project}\n{request.Scope.Upstream}\n{key}";

    // The room's own form, so that each policy here has its one mistake and no other.
    private static string? Canonical(CaseRequest request)
    {
        using var seen = RoomRequest.Of(request, request.Body);
        return seen.Identity is { } identity ? Encoding.UTF8.GetString(identity.Body) : null;
    }

    private static string? Sorted(CaseRequest request)
    {
        var tape = JsonTape.Rent();
        try
        {
            // The last of two equal names counts, as with most parsers.
            if (!tape.TryParse(request.Body, JsonLimits.Upstream, out _))
            {
                return null;
            }

            using var bytes = new PooledBuffer();
            Rfc8785.Write(tape.Root, bytes);
            return Encoding.UTF8.GetString(bytes.Written);
        }
        finally
        {
            tape.Return();
        }
    }

    private static string Fields(CaseRequest request, string[] names)
    {
        using var document = JsonDocument.Parse(request.Body);
        return string.Join('\n', names.Select(name => document.RootElement.TryGetProperty(name, out var value) ? value.GetRawText() : ""));
    }

    // White space as JSON spells it: blanks and the escapes of line breaks and tabs.
    [GeneratedRegex(@"(?:\s|\\n|\\r|\\t)+")]
    private static partial Regex Runs();
}
