using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>Turns the events one streamed answer comes in into chunks of OpenAI's dialect.</summary>
internal interface IEventTranslator : IDisposable
{
    /// <summary>Takes one event.</summary>
    /// <param name="name">Its name beside the data; may be empty.</param>
    /// <param name="data">Its data.</param>
    /// <param name="chunks">Where the chunks go.</param>
    void Take(ReadOnlySpan<byte> name, JsonCursor data, in ChunkSink chunks);

    /// <summary>No event will follow: what was held back goes out.</summary>
    void Complete(in ChunkSink chunks);
}
