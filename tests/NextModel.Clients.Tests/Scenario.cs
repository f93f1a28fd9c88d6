using System.Text.Json;

namespace NextModel.Clients.Tests;

/// <summary>One row of <c>node/scenarios.json</c>: what a client does, what the source does, and what the client should see.</summary>
public sealed record Scenario
{
    /// <summary>The number in the list of scenarios every chat client goes through, with a letter where there are several.</summary>
    public required string Id { get; init; }

    /// <summary>What is special about it.</summary>
    public required string Title { get; init; }

    /// <summary>What the source plays behind the gateway.</summary>
    public required string Fixture { get; init; }

    /// <summary>What the source behind the gateway speaks.</summary>
    public string Dialect { get; init; } = "openai-chat";

    /// <summary>What the client sees without gateway when all is well; the fixture itself unless another one is named.</summary>
    public string? Healthy { get; init; }

    /// <summary>
    /// The wait before every write of the fixture. What comes in one go with an error is never sent on: the gateway tries again.
    /// </summary>
    public int PaceMilliseconds { get; init; }

    /// <summary>The name of the request in the same file.</summary>
    public required string Request { get; init; }

    /// <summary>chat, embeddings, parse (a structured output), loop (a tool is called), or abort (the client leaves after two deltas).</summary>
    public string Surface { get; init; } = "chat";

    public bool Stream { get; init; }

    /// <summary>Whether a stream asks for usage.</summary>
    public bool Usage { get; init; } = true;

    /// <summary>Clients that cannot express it.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Parts of the observation that may differ from the healthy one.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Whether the request must reach the source as the client sends it.</summary>
    public bool SameRequest { get; init; }

    /// <summary>How often the source is called.</summary>
    public int? UpstreamCalls { get; init; }

    /// <summary>Whether counts must be there even though they are ignored otherwise.</summary>
    public bool ExpectUsage { get; init; }

    /// <summary>The documented error the client should see.</summary>
    public DocumentedError? Error { get; init; }

    /// <summary>Text of the source's error that must not reach the client.</summary>
    public IReadOnlyList<string> Hides { get; init; } = [];

    /// <summary>The body a client sends, without model and stream options.</summary>
    public JsonElement Body { get; init; }

    /// <summary>The model to ask for, which is a name <see cref="ScenarioUpstream"/> understands.</summary>
    public string Model(Column column) => column == Column.Fixture
        ? $"{Fixture}.{Id}"
        : $"{(Error is null ? Healthy ?? Fixture : ScenarioUpstream.DocumentedError)}.{Id}";
}
