using System.Buffers;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Clients;

/// <summary>
/// A dialect that clients speak other than OpenAI's chat: how its requests pass to sources that speak it too, and how chat answers of all other
/// sources are told in it (docs/adr/0027). Requests are read, and said in chat's words, by the gateway's edge.
/// </summary>
/// <remarks>Without state, one for each operation. A whole answer of it is one JSON text without its usage, as one of chat is.</remarks>
internal interface IClientDialect
{
    Operation Operation { get; }

    /// <summary>What of a request in chat's words, and how, is part of the exact cache's key: name and version, raised when the same request is said another way.</summary>
    string Form { get; }

    /// <summary>The event that ends a stream that was not passed on from a source.</summary>
    ReadOnlyMemory<byte> LastEvent { get; }

    /// <summary>True for a source that gets the request as it came.</summary>
    bool IsSpokenBy(Source source);

    /// <summary>The edits that make the received body the one for a source that speaks the dialect. To be disposed when it has been sent.</summary>
    JsonEdits Edit(InferenceRequest request, Offer offer, bool stream);

    /// <summary>Reads a streamed answer of a source that speaks the dialect.</summary>
    IAnswerStream OpenPassed(AnswerFrame frame);

    /// <summary>Reads an answer that came whole from a source that speaks the dialect; null with the reason where there is none in it.</summary>
    WholeAnswer? ReadPassed(ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure);

    /// <summary>Tells a streamed chat answer, whose id is the one of its head.</summary>
    IChunkTeller OpenTold(AnswerFrame frame, AnswerHead head);

    /// <summary>Writes a complete chat answer in the dialect, without its usage.</summary>
    void WriteTold(JsonCursor chat, PooledBuffer output);

    /// <summary>Writes the value of the member <c>usage</c>.</summary>
    void WriteUsage(IBufferWriter<byte> output, in Usage usage);

    /// <summary>Writes a whole answer as events, all but the last.</summary>
    void WriteEvents(JsonCursor answer, IBufferWriter<byte> output, in Usage usage);

    /// <summary>Why a whole answer is not for the cache, in a word; null when nothing in it speaks against.</summary>
    string? WhyNotStorable(JsonCursor answer);

    /// <summary>The pieces of text in a whole answer, for counting.</summary>
    IEnumerable<string> Pieces(JsonCursor answer);
}
