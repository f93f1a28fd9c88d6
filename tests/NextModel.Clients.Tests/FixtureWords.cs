using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>What a fixture says that a client should make of it.</summary>
internal static class FixtureWords
{
    /// <summary>Its text, and its calls with their ids, names and arguments.</summary>
    public static (string Text, IReadOnlyList<(string Id, string Name, string Input)> Calls) Of(string fixture)
    {
        var expect = FixtureFile.Load(fixture).Expect;
        return (
            expect.TryGetProperty("text", out var text) ? text.GetString() ?? "" : "",
            expect.TryGetProperty("calls", out var calls)
                ? [.. calls.EnumerateArray().Select(call => (call[0].GetString() ?? "", call[1].GetString()!, call[2].GetString()!))]
                : []);
    }

    /// <summary>The same in one line.</summary>
    public static string LineOf(string fixture)
    {
        var (text, calls) = Of(fixture);
        return string.Join(' ', new[] { text }.Concat(calls.Select(call => $"{call.Id}:{call.Name} {call.Input}")).Where(part => part.Length > 0));
    }
}
