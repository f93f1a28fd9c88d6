using System.Text.Json;

namespace NextModel.Testing.Upstream;

/// <summary>A recorded manner of an upstream: what it answers to each attempt.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Dialect">Whose manner it is.</param>
/// <param name="About">What is special about it.</param>
/// <param name="Expect">What a client should make of it: text, calls, usage, reasoning, attempts …; may be empty.</param>
/// <param name="Responses">One for each attempt; the last one repeats.</param>
public sealed record Fixture(string Name, string Dialect, string About, JsonElement Expect, IReadOnlyList<ScriptedResponse> Responses)
{
    /// <summary>The answer to an attempt.</summary>
    /// <param name="attempt">0 for the first.</param>
    public ScriptedResponse ResponseTo(int attempt) => Responses[Math.Min(attempt, Responses.Count - 1)];
}
