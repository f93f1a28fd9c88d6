using System.Buffers;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Clients;

/// <summary>An operation whose requests pass to sources that take them as they came, and whose answers pass back (docs/adr/0027).</summary>
/// <remarks>Without state, one for each operation. A whole answer of it is one JSON text without its usage, as one of chat is.</remarks>
internal interface IPassedDialect
{
    Operation Operation { get; }

    /// <summary>True where answers go to callers exactly as they came: neither is usage told in them, nor JSON told as events.</summary>
    bool IsOpaque => false;

    /// <summary>True for a source that gets the request as it came.</summary>
    bool IsSpokenBy(Source source);

    /// <summary>The edits that make the received body the one for a source that speaks the dialect. To be disposed when it has been sent.</summary>
    JsonEdits Edit(InferenceRequest request, Offer offer, bool stream);

    /// <summary>Reads a streamed answer of a source that speaks the dialect.</summary>
    IAnswerStream OpenPassed(AnswerFrame frame);

    /// <summary>Reads an answer that is neither JSON nor events; null where this one is, or has to be.</summary>
    IAnswerStream? OpenBytes(string? mediaType, AnswerFrame frame) => null;

    /// <summary>Reads an answer that came whole from a source that speaks the dialect; null with the reason where there is none in it.</summary>
    WholeAnswer? ReadPassed(ReadOnlyMemory<byte> body, AnswerFrame frame, out ProviderFailure? failure);

    /// <summary>Writes the value of the member <c>usage</c>.</summary>
    void WriteUsage(IBufferWriter<byte> output, in Usage usage);

    /// <summary>Writes a whole answer as events, all but the last, which it returns.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="output">Where the events go.</param>
    /// <param name="usage">Told where the dialect tells it.</param>
    /// <param name="includeUsage">True when the caller asked for a chunk of its own for it.</param>
    ReadOnlyMemory<byte> WriteEvents(JsonCursor answer, IBufferWriter<byte> output, in Usage usage, bool includeUsage);

    /// <summary>Why a whole answer is not for the cache, in a word; null when nothing in it speaks against.</summary>
    string? WhyNotStorable(JsonCursor answer);

    /// <summary>The pieces of text in a whole answer, for counting.</summary>
    IEnumerable<string> Pieces(JsonCursor answer);
}
