using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Caching;

/// <summary>Whether the exact cache may be asked for a request and may keep its answer, and if not, why.</summary>
/// <param name="MayLookUp">An entry may be replayed.</param>
/// <param name="MayStore">The answer may be kept, if it turns out fit: that is for those who read it.</param>
/// <param name="Reason">One word for <c>cache-status</c> and the receipt when something is not allowed; null otherwise.</param>
public readonly record struct Cacheability(bool MayLookUp, bool MayStore, string? Reason)
{
    // Members that let the source act beyond this request: search, fetch, run code. Such answers depend on the moment.
    private static readonly byte[][] HostedMembers =
        [
            [.. "web_search_options"u8], [.. "search_parameters"u8], [.. "plugins"u8], [.. "enable_search"u8], [.. "mcp_servers"u8], [.. "container"u8],
        ];

    /// <summary>Judges a request by its project, its policies, its directives and its body.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="project">The project's rules.</param>
    /// <param name="isForbidden">True where a policy keeps the request out of the cache.</param>
    public static Cacheability Of(InferenceRequest request, ProjectCache project, bool isForbidden = false)
    {
        if (isForbidden)
        {
            return None("policy");
        }

        if (!project.Enabled)
        {
            return None("off");
        }

        if (request.Terms is { IsKept: true })
        {
            return None("store");
        }

        if (request.IsOpaque)
        {
            return None("operation");
        }

        if (WhyNotCacheable(request.Tape.Root) is { } reason)
        {
            return None(reason);
        }

        var asked = request.Cache;
        return new Cacheability(asked.MayRead, asked.MayStore, asked.MayRead && asked.MayStore ? null : asked.Reason ?? "directive");
    }

    private static Cacheability None(string reason) => new(false, false, reason);

    private static string? WhyNotCacheable(JsonCursor body)
    {
        if (body.Kind != JsonKind.Object)
        {
            return "body";
        }

        foreach (var member in body.Children)
        {
            if (WhyNotCacheable(member) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    // Whatever is not clearly harmless counts as harmful: the cost of a mistake is a miss, not a wrong answer.
    private static string? WhyNotCacheable(JsonChild member)
    {
        var value = member.Value;
        if (value.Kind is JsonKind.Null or JsonKind.False)
        {
            return null;
        }

        if (member.NameEquals("store"u8))
        {
            return "store";
        }

        if (member.NameEquals("audio"u8) || (member.NameEquals("modalities"u8) && !IsTextOnly(value)))
        {
            return "audio";
        }

        return IsHosted(member) || (member.NameEquals("tools"u8) && !AreClientTools(value)) ? "hosted_tools" : null;
    }

    private static bool IsHosted(JsonChild member)
    {
        foreach (var hosted in HostedMembers)
        {
            if (member.NameEquals(hosted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsTextOnly(JsonCursor modalities)
    {
        foreach (var modality in modalities.Children)
        {
            if (!modality.Value.TextEquals("text"u8))
            {
                return false;
            }
        }

        return modalities.Kind == JsonKind.Array;
    }

    // Tools the caller runs. All other types run at the source.
    private static bool AreClientTools(JsonCursor tools)
    {
        foreach (var tool in tools.Children)
        {
            var type = tool.Value["type"u8];
            if (!type.TextEquals("function"u8) && !type.TextEquals("custom"u8) && !IsUntyped(tool.Value)
                && !(type.TextEquals("namespace"u8) && AreClientTools(tool.Value["tools"u8])))
            {
                return false;
            }
        }

        return tools.Kind == JsonKind.Array;
    }

    // Anthropic's way to write a function: its tools that run at the source have a type.
    private static bool IsUntyped(JsonCursor tool) => tool["type"u8].IsNullOrMissing && tool["input_schema"u8].Kind == JsonKind.Object;
}
