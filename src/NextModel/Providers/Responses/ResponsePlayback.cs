using System.Buffers;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>Tells a kept response as the events it could have come in.</summary>
public static class ResponsePlayback
{
    /// <param name="response">The response with its usage, JSON.</param>
    /// <param name="after">Number of the event after which to begin; −1 for all.</param>
    /// <param name="output">Where the events go.</param>
    public static void Write(ReadOnlyMemory<byte> response, long after, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var tape = JsonTape.Rent();
        using var bare = new PooledBuffer(response.Length);
        using var events = new PooledBuffer(response.Length * 3);
        Parse(tape, response);
        _ = UsageCounts.TryRead(tape.Root["usage"u8], UsageShape.OpenAI, inputOnly: false, out var usage);
        using (var edits = new JsonEdits(tape))
        {
            foreach (var member in tape.Root.Children)
            {
                if (member.NameEquals("usage"u8))
                {
                    edits.Remove(member);
                }
            }

            edits.WriteTo(bare);
        }

        Parse(tape, bare.WrittenMemory);
        using (var replay = new ResponseReplay(tape.Root, events))
        {
            events.Write(replay.Write(usage).Span);
        }

        tape.Return();
        var rest = events.Written;
        for (; after >= 0 && !rest.IsEmpty; after--)
        {
            rest = rest[(rest.IndexOf("\n\n"u8) + 2)..];
        }

        output.Write(rest);
    }

    private static void Parse(JsonTape tape, ReadOnlyMemory<byte> ours)
    {
        if (!tape.TryParse(ours, JsonLimits.Upstream, out var problem))
        {
            throw new InvalidOperationException($"A kept response is no JSON: {problem}.");
        }
    }
}
