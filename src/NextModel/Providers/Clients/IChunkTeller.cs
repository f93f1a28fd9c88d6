using System.Buffers;
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

    /// <summary>Tells that the answer is complete, and its usage: all but the last event.</summary>
    void End(in Usage usage, IBufferWriter<byte> output);
}
