using System.Text.Json.Nodes;

namespace CacheSafety.Importing;

/// <summary>What an import made.</summary>
/// <param name="Cases">Lines of schema csb/1.</param>
/// <param name="Notes">What was left out or assumed, a sentence each.</param>
/// <param name="Profile">Shares of a log's requests; null for other formats.</param>
internal sealed record ImportedCases(IReadOnlyList<JsonObject> Cases, IReadOnlyList<string> Notes, Traffic.TrafficProfile? Profile = null);
