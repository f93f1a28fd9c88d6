using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Translation;

/// <summary>One streamed answer of another dialect: frames are cut, parsed, and turned into chunks.</summary>
internal sealed class TranslatedStream(IFrameReader frames, IEventTranslator events, AnswerFrame frame) : IDisposable
{
    private readonly JsonTape _tape = JsonTape.Rent();

    /// <summary>Takes the next bytes of the source's body.</summary>
    public void Push(ReadOnlySpan<byte> bytes, in ChunkSink chunks)
    {
        while (chunks.IsOpen && frames.TryRead(ref bytes))
        {
            Take(chunks, isLast: false);
        }

        if (chunks.IsOpen && (frames.TooLarge || frames.Broken))
        {
            chunks.Fail(frames.TooLarge ? AnswerFailures.TooLarge(frame) : AnswerFailures.Malformed(frame));
        }
    }

    /// <summary>The source's body has ended.</summary>
    public void Complete(in ChunkSink chunks)
    {
        if (chunks.IsOpen && frames.TryComplete())
        {
            Take(chunks, isLast: true);
        }

        if (chunks.IsOpen)
        {
            events.Complete(chunks);
        }
    }

    public void Dispose()
    {
        frames.Dispose();
        events.Dispose();
        _tape.Return();
    }

    private void Take(in ChunkSink chunks, bool isLast)
    {
        var data = frames.Data.Span.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
        {
            return;
        }

        if (data.StartsWith("[DONE]"u8))
        {
            // Servers that claim the dialect end the way OpenAI does.
            events.Complete(chunks);
            if (chunks.IsOpen)
            {
                chunks.Done();
            }
        }
        else if (_tape.TryParse(frames.Data, JsonLimits.Upstream, out _))
        {
            events.Take(frames.Name, _tape.Root, chunks);
        }
        else
        {
            chunks.Fail(isLast ? AnswerFailures.Incomplete(frame) : AnswerFailures.Malformed(frame));
        }
    }
}
