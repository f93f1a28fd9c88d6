using System.Buffers;
using NextModel.Json;
using NextModel.Providers.Sse;

namespace NextModel.Providers.OpenAI;

/// <summary>What streams whose events pass on have in common: events are cut and taken one by one, until the answer has ended or failed.</summary>
/// <param name="frame">What the answer must carry.</param>
/// <param name="maxEventBytes">Largest event taken; a larger one is a failure.</param>
internal abstract class PassedStream(AnswerFrame frame, int maxEventBytes = SseReader.DefaultMaxEventBytes) : IDisposable
{
    private bool _disposed;

    public StreamState State { get; private set; }

    public bool HasOutput { get; protected set; }

    public ProviderFailure? Failure { get; private set; }

    protected AnswerFrame Frame => frame;

    protected SseReader Events { get; } = new(maxEventBytes);

    /// <summary>The event that is being taken, parsed.</summary>
    protected JsonTape Tape { get; } = JsonTape.Rent();

    /// <summary>True once the source's body has ended: an event may have been cut then.</summary>
    protected bool IsLast { get; private set; }

    /// <summary>Whether the answer is whole though its last event did not come.</summary>
    protected abstract bool IsWhole { get; }

    public StreamState Push(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (State == StreamState.Open && Events.TryRead(ref bytes))
        {
            Take(output);
        }

        if (State == StreamState.Open && Events.TooLarge)
        {
            Fail(AnswerFailures.TooLarge(frame));
        }

        return State;
    }

    public StreamState Complete(IBufferWriter<byte> output)
    {
        IsLast = true;
        if (State == StreamState.Open && Events.TryComplete())
        {
            Take(output);
        }

        if (State == StreamState.Open)
        {
            End(IsWhole);
        }

        return State;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Events.Dispose();
            Tape.Return();
            Release();
        }
    }

    /// <summary>Takes the event that has come.</summary>
    protected abstract void Take(IBufferWriter<byte> output);

    /// <summary>Gives back what the stream holds besides.</summary>
    protected abstract void Release();

    /// <summary>Goes on with an event that was written here in the place of the one that came.</summary>
    protected JsonCursor Parse(ReadOnlyMemory<byte> ours) => Tape.TryParse(ours, JsonLimits.Upstream, out var problem)
        ? Tape.Root
        : throw new InvalidOperationException($"An event we wrote is no JSON: {problem}.");

    /// <summary>Writes the event under its type, where that is a name: one with an escape in it is nobody's, and would have to be read first.</summary>
    protected void Send(JsonCursor type, IBufferWriter<byte> output) => Send(type, Tape.Text, output);

    /// <summary>The same with another text in the place of the one that came.</summary>
    protected static void Send(JsonCursor type, ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        var name = type.Content();
        if (name.IndexOfAny((byte)'\\', (byte)'\n', (byte)'\r') < 0)
        {
            SseWriter.Write(output, name, text);
        }
    }

    /// <summary>Nothing more is to come.</summary>
    /// <param name="isWhole">Whether that makes the answer whole.</param>
    protected void End(bool isWhole)
    {
        if (isWhole)
        {
            State = StreamState.Ended;
        }
        else
        {
            Fail(HasOutput ? AnswerFailures.Incomplete(frame) : AnswerFailures.Empty(frame));
        }
    }

    protected void Fail(ProviderFailure failure)
    {
        Failure = failure;
        State = StreamState.Failed;
    }
}
