using System.Buffers;
using NextModel.Errors;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Clients;

/// <summary>
/// One streamed answer on its way from a source to a caller: bytes go in as they come, events of the caller's dialect come out.
/// </summary>
/// <remarks>
/// Feed it until the state is no longer <see cref="StreamState.Open"/>. Until <see cref="HasOutput"/> nothing written matters to the
/// caller: hold it back, and a failure can still go to another source. When the answer has ended, <see cref="WriteEnd"/> writes what
/// the last event is preceded by; <see cref="LastEvent"/> itself is never written here: the receipt comes first.
/// </remarks>
internal interface IAnswerStream : IDisposable
{
    StreamState State { get; }

    /// <summary>True once an event was written that the caller would miss: text, a tool call, an end.</summary>
    bool HasOutput { get; }

    /// <summary>Why it failed; null unless <see cref="State"/> is <see cref="StreamState.Failed"/>.</summary>
    ProviderFailure? Failure { get; }

    /// <summary>The usage the source reported last; null when it reported none that can be believed.</summary>
    Usage? Usage { get; }

    /// <summary>What it is counted in besides tokens, as far as the source says; null where it says nothing.</summary>
    MeteredUnits? Counted => null;

    /// <summary>The source's id for the answer; null when it gave none.</summary>
    string? UpstreamId { get; }

    /// <summary>The event that tells the caller that the answer is whole; known after <see cref="WriteEnd"/>.</summary>
    ReadOnlyMemory<byte> LastEvent { get; }

    /// <summary>Takes the next bytes of the source's body and writes the events they complete.</summary>
    StreamState Push(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output);

    /// <summary>The source's body has ended; whether the answer is whole then is the source's dialect's affair.</summary>
    StreamState Complete(IBufferWriter<byte> output);

    /// <summary>Writes, once, what the caller is told at the end besides the last event: the usage, where the dialect or the caller wants it.</summary>
    void WriteEnd(in Usage usage, IBufferWriter<byte> output);

    /// <summary>The events that tell the caller that the answer failed; empty where the dialect has one error for all.</summary>
    ReadOnlyMemory<byte> FailedEvent(GatewayError error);

    /// <summary>Tokens of what has come so far, by our own count.</summary>
    long CountText(TokenCounter counter);

    /// <summary>The answer, complete or as far as it came, in the caller's dialect.</summary>
    WholeAnswer ToWhole();
}
