using System.Text.Json.Nodes;

namespace NextModel.Clients.Tests;

/// <summary>The npm clients: one process for all scenarios of one of them.</summary>
public static class NodeClient
{
    /// <summary>What the client saw, by scenario; of all scenarios unless some are named.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonObject>> RunAsync(
        string client, string baseUrl, string apiKey, Column column, IReadOnlyList<string> scenarios)
    {
        var driver = $"drive-{client.Split('-')[0].TrimEnd('6', '7')}.mjs";
        var columnName = column == Column.Healthy ? "healthy" : "fixture";
        var lines = await NodeScript.RunAsync([driver, client, baseUrl, apiKey, columnName, .. scenarios]);
        return lines.Select(line => JsonNode.Parse(line)!.AsObject()).ToDictionary(seen => (string)seen["scenario"]!);
    }
}
