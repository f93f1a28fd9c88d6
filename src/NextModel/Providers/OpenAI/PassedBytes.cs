using System.Buffers;
using NextModel.Errors;
using NextModel.Metering;
using NextModel.Providers.Clients;

namespace NextModel.Providers.OpenAI;

/// <summary>An answer that is neither JSON nor events: sound, or text. Every byte goes out as it comes, the last one when the receipt is on disk.</summary>
/// <param name="dialect">Of which operation.</param>
/// <param name="mediaType">What the source calls it.</param>
/// <param name="frame">What answers to the request carry.</param>
internal sealed class PassedBytes(IPassedDialect dialect, string mediaType, AnswerFrame frame) : IAnswerStream
{
    private readonly PassedDigest _digest = new(mediaType);
    private readonly byte[] _last = new byte[1];
    private bool _hasLast;

    public StreamState State { get; private set; }

    public bool HasOutput => _hasLast;

    public ProviderFailure? Failure { get; private set; }

    public Usage? Usage => null;

    public string? UpstreamId => null;

    public ReadOnlyMemory<byte> LastEvent => _hasLast ? _last : default;

    public StreamState Push(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        if (bytes.IsEmpty || State != StreamState.Open)
        {
            return State;
        }

        _digest.Add(bytes);
        output.Write(LastEvent.Span);
        output.Write(bytes[..^1]);
        _last[0] = bytes[^1];
        _hasLast = true;
        return State;
    }

    /// <summary>The source's body has ended. A transcript may be empty, sound may not.</summary>
    public StreamState Complete(IBufferWriter<byte> output)
    {
        if (State == StreamState.Open)
        {
            Failure = _hasLast || mediaType.StartsWith("text/", StringComparison.Ordinal) ? null : AnswerFailures.Empty(frame);
            State = Failure is null ? StreamState.Ended : StreamState.Failed;
        }

        return State;
    }

    public void WriteEnd(in Usage usage, IBufferWriter<byte> output)
    {
        // Usage has no place in sound.
    }

    public ReadOnlyMemory<byte> FailedEvent(GatewayError error) => default;

    public long CountText(TokenCounter counter) => 0;

    public WholeAnswer ToWhole() => new(dialect, _digest.Write(), null, default);

    public void Dispose() => _digest.Dispose();
}
