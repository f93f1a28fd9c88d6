using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>The dialect <c>gemini</c>: Google's <c>generateContent</c> and <c>batchEmbedContents</c>.</summary>
internal sealed class GeminiTranslator : IDialectTranslator
{
    public static GeminiTranslator Instance { get; } = new();

    public string Name => "gemini";

    public int Version => 2;

    public MemberRules Members => GeminiMembers.Rules;

    public string RequestIdHeader => "x-request-id";

    public bool MakesEmbeddings => true;

    public Translated Translate(in TranslationJob job) =>
        job.Request.Operation == Operation.Embeddings ? GeminiEmbeddings.Translate(job) : GeminiRequest.Translate(job);

    public bool PrefersStream(in TranslationJob job) => false;

    // The key travels in a header, never in the address: addresses end up in logs.
    public void Address(HttpRequestMessage message, ReadOnlySpan<byte> body, Offer offer, Operation operation, bool stream, DateTimeOffset now)
    {
        var method = operation == Operation.Embeddings ? "batchEmbedContents" : stream ? "streamGenerateContent?alt=sse" : "generateContent";
        Address(message, offer.Source, $"models/{Uri.EscapeDataString(offer.UpstreamModel)}:{method}", now);
    }

    /// <summary><c>GET /v1beta/models</c>, <c>models.list</c> of the Gemini API reference; one model is enough.</summary>
    public void AddressTest(HttpRequestMessage message, Source source, DateTimeOffset now) => Address(message, source, "models?pageSize=1", now);

    public bool IsStream(string? mediaType) => mediaType is "text/event-stream" or "application/json";

    public TranslatedStream OpenStream(AnswerFrame frame) => new(new GeminiFrames(), new GeminiEvents(frame), frame);

    // A chat answer is a stream of one.
    public bool TryTranslateAnswer(Operation operation, JsonCursor received, PooledBuffer answer) =>
        operation == Operation.Embeddings && GeminiEmbeddings.TryWriteAnswer(received, answer);

    private static void Address(HttpRequestMessage message, Source source, string route, DateTimeOffset now)
    {
        var version = source.BaseUrl.AbsolutePath == "/" ? "/v1beta" : "";
        message.RequestUri = new Uri($"{source.BaseUrl.AbsoluteUri.TrimEnd('/')}{version}/{route}");
        if (source.ApiKey is not { } key)
        {
            return;
        }

        // What Google's OAuth gives is no API key.
        var token = key.StartsWith("ya29.", StringComparison.Ordinal) ? key : GoogleServiceAccount.Parse(key)?.Token(now);
        message.Headers.TryAddWithoutValidation(token is null ? "x-goog-api-key" : "Authorization", token is null ? key : $"Bearer {token}");
    }
}
