using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Providers.Clients;

/// <summary>Tells a streamed chat answer in another client's dialect: normalised chunks go in, events come out.</summary>
internal interface IChunkTeller : IDisposable
{
    /// <summary>True when the events came in another order than the whole answer has them: such an answer is not for the cache.</summary>
    bool IsOutOfOrder { get; }

    /// <summary>Tells one chunk.</summary>
    void Tell(JsonCursor chunk, IBufferWriter<byte> output);

    /// <summary>Tells a piece of text of the first choice: what <see cref="Tell"/> makes of a chunk that has nothing else.</summary>
    /// <param name="kind"><see cref="ToldKind.Text"/> or <see cref="ToldKind.Thinking"/>.</param>
    /// <param name="content">What stands between the quotes of a JSON string.</param>
    /// <param name="output">Where events go.</param>
    void TellText(ToldKind kind, ReadOnlySpan<byte> content, IBufferWriter<byte> output);

    /// <summary>No more chunks come: tells what of them waits.</summary>
    void Finish(IBufferWriter<byte> output);

    /// <summary>After <see cref="Finish"/>: tells the usage of the whole answer, and returns the last event, which is not written.</summary>
    ReadOnlyMemory<byte> End(in Usage usage, IBufferWriter<byte> output);

    /// <summary>The events that tell that the answer failed; empty where the dialect has one error for all.</summary>
    ReadOnlyMemory<byte> Fail(GatewayError error);

    /// <summary>Writes the whole answer as it was told, without its usage; false where that is the chat answer, told whole.</summary>
    bool TryWriteWhole(PooledBuffer output);
}
