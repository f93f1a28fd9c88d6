using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NextModel.Clients.Tests;

/// <summary>Observations made comparable.</summary>
public static class Observed
{
    /// <summary>The error class of a client that was given up.</summary>
    public const string TooLong = "TooLong";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // How a text is cut into events is nobody's promise.
    private static readonly IReadOnlyList<string> NeverCompared = ["scenario", "contentEvents", "error.message"];

    /// <summary>The observation as text, without what is ignored.</summary>
    /// <param name="seen">What a client saw.</param>
    /// <param name="ignored">Members as <c>usage</c> or <c>calls.id</c>; of an ignored error it still counts that there was one.</param>
    public static string Text(JsonObject seen, IReadOnlyList<string> ignored)
    {
        var compared = seen.DeepClone().AsObject();
        foreach (var path in NeverCompared.Concat(ignored))
        {
            Remove(compared, path.Split('.'));
        }

        if (ignored.Contains("usage"))
        {
            compared.Remove("usageEvents");
        }

        if (ignored.Contains("error"))
        {
            compared["error"] = seen["error"] is not null;
        }

        return compared.ToJsonString(Readable);
    }

    /// <summary>Whether the client was still waiting when its time was over.</summary>
    public static bool IsTooLong(JsonObject seen) => (string?)seen["error"]?["class"] == TooLong;

    /// <summary>A value as indented text.</summary>
    public static string Text(JsonNode? value) => value?.ToJsonString(Readable) ?? "null";

    private static void Remove(JsonObject owner, string[] path)
    {
        if (path.Length == 1)
        {
            owner.Remove(path[0]);
            return;
        }

        var members = owner[path[0]] switch
        {
            JsonArray array => array.OfType<JsonObject>(),
            JsonObject single => [single],
            _ => [],
        };
        foreach (var member in members)
        {
            Remove(member, path[1..]);
        }
    }
}
