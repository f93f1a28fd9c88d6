using System.Text.Json.Nodes;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>Clients of the Responses API, and the gateway that they are driven against: one source, of one dialect, asked once for each request.</summary>
internal static class ResponsesDriver
{
    /// <summary>A gateway in front of a source.</summary>
    /// <param name="upstream">The source.</param>
    /// <param name="source">What it speaks: <c>responses</c>, or a dialect that is not a client's.</param>
    /// <param name="models">Models it has.</param>
    public static Task<TestGateway> StartAsync(FakeUpstream upstream, string source, params string[] models) => TestGateway.StartAsync(upstream, new TestGatewayOptions
    {
        Dialect = source == "responses" ? "openai-chat" : source,
        Models = models,
        SourceLines = "    max_attempts: 1\n    circuit_breaker: false" + (source == "responses" ? "\n    operations: responses" : ""),
    });

    /// <summary>What the client sees in each scenario, in order.</summary>
    /// <param name="client">Its name in the driver.</param>
    /// <param name="origin">Where it is pointed.</param>
    /// <param name="key">Its key.</param>
    /// <param name="scenarios">Each as scenario=model.</param>
    public static Task<List<JsonObject>> RunAsync(string client, string origin, string key, IEnumerable<string> scenarios) => NodeScript.SeenAsync(
        [client.StartsWith("agents", StringComparison.Ordinal) ? "drive-agents.mjs" : "drive-response-scenarios.mjs", client, origin, key, .. scenarios]);
}
