using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Architecture;

/// <summary>The total order of the engine's rooms (ADR 0002): a room uses only rooms to its left.</summary>
internal static partial class RoomOrder
{
    public static readonly string[] Rooms =
    [
        "Errors", "Json", "Secrets", "Telemetry", "Egress", "Inference", "Audit", "Identity", "Accounts", "Catalog", "Credentials", "Metering", "Billing", "Credits",
        "Limits", "Webhooks", "Policies", "Routing", "Caching", "Idempotency", "Responses", "Providers", "Ledger", "Reporting", "Configuration", "Pipeline",
    ];

    /// <summary>What is wrong with one file of the engine, one sentence each.</summary>
    public static IEnumerable<string> Breaches(string path, string text)
    {
        var room = path.Split('/') is ["src", "NextModel", var folder, _, ..] ? folder : null;
        if (room is null)
        {
            yield return $"{path} stands in no room: give it a folder of the engine (ADR 0002).";
            yield break;
        }

        var place = Array.IndexOf(Rooms, room);
        if (place < 0)
        {
            yield return $"{path}: {room} has no place in the room order; name the concept there and write the ADR (ADR 0002).";
            yield break;
        }

        foreach (var used in Uses().Matches(text).Select(match => match.Groups[1].Value).Distinct())
        {
            if (Array.IndexOf(Rooms, used) > place)
            {
                yield return $"{path}: room {room} may not use room {used}, which stands to its right in the order (ADR 0002).";
            }
        }
    }

    [GeneratedRegex(@"\bNextModel\.([A-Z]\w*)")]
    private static partial Regex Uses();
}
