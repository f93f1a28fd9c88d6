using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Translation;

/// <summary>
/// What a source needs that does not speak OpenAI's dialect: requests are translated for it, its answers are translated back, and all
/// that follows (normalising, metering, cache, receipt) sees OpenAI's dialect only (docs/adr/0011).
/// </summary>
/// <remarks>Without state, one for each dialect: the same request and offer always give the same body, which the exact cache relies on.</remarks>
internal interface IDialectTranslator
{
    /// <summary>As the configuration file spells it.</summary>
    string Name { get; }

    /// <summary>Raised when the same request is sent another way than before: older entries of the exact cache then only miss.</summary>
    int Version { get; }

    /// <summary>What becomes of each member of a request; docs/reference/dialects.md shows the same.</summary>
    MemberRules Members { get; }

    /// <summary>Response header with the source's id for the request.</summary>
    string RequestIdHeader { get; }

    /// <summary>True when embeddings can be asked for; false refuses them before anything is spent.</summary>
    bool MakesEmbeddings => false;

    /// <summary>The body for a source, or in <see cref="Translated.Refusal"/> what of the request it cannot be told.</summary>
    /// <param name="job">What is asked, of whom.</param>
    Translated Translate(in TranslationJob job);

    /// <summary>True when the source is to stream although the caller asked for JSON.</summary>
    bool PrefersStream(in TranslationJob job);

    /// <summary>Gives the message its address and credential.</summary>
    /// <param name="message">Has content and the headers all sources get.</param>
    /// <param name="body">What is sent.</param>
    /// <param name="offer">Where it goes.</param>
    /// <param name="operation">What is asked.</param>
    /// <param name="stream">True when the source shall stream.</param>
    /// <param name="now">For signatures.</param>
    void Address(HttpRequestMessage message, ReadOnlySpan<byte> body, Offer offer, Operation operation, bool stream, DateTimeOffset now);

    /// <summary>Gives a <c>GET</c> the address of the source's list of models, and its credential where it has one.</summary>
    /// <param name="message">Has no content.</param>
    /// <param name="source">Where it goes.</param>
    /// <param name="now">For signatures.</param>
    void AddressTest(HttpRequestMessage message, Source source, DateTimeOffset now);

    /// <summary>True when a chat answer of that media type streams.</summary>
    bool IsStream(string? mediaType);

    /// <summary>Reads one streamed answer.</summary>
    TranslatedStream OpenStream(AnswerFrame frame);

    /// <summary>Writes an answer that came whole as OpenAI's; false when it is none of this dialect: perhaps an error.</summary>
    bool TryTranslateAnswer(Operation operation, JsonCursor received, PooledBuffer answer);
}
