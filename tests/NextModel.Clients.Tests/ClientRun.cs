using System.Text.Json.Nodes;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>What a client saw in each of its scenarios, and what the source was asked meanwhile.</summary>
public sealed record ClientRun(IReadOnlyDictionary<string, JsonObject> Observations, IReadOnlyList<ReceivedRequest> Requests)
{
    /// <summary>What reached the source in a scenario.</summary>
    public IReadOnlyList<ReceivedRequest> RequestsOf(string model) => [.. Requests.Where(request => request.Model == model)];
}
