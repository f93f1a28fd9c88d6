using NextModel.Catalog;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Gemini;

/// <summary>The dialect <c>gemini</c>: Google's <c>generateContent</c>.</summary>
internal sealed class GeminiTranslator : IDialectTranslator
{
    public static GeminiTranslator Instance { get; } = new();

    public string Name => "gemini";

    public int Version => 1;

    public MemberRules Members => GeminiMembers.Rules;

    public string RequestIdHeader => "x-request-id";

    public Translated Translate(in TranslationJob job) => GeminiRequest.Translate(job);

    public bool PrefersStream(in TranslationJob job) => false;

    // The key travels in a header, never in the address: addresses end up in logs.
    public void Address(HttpRequestMessage message, ReadOnlySpan<byte> body, Offer offer, bool stream, DateTimeOffset now)
    {
        var method = stream ? "streamGenerateContent?alt=sse" : "generateContent";
        Address(message, offer.Source, $"models/{Uri.EscapeDataString(offer.UpstreamModel)}:{method}");
    }

    /// <summary><c>GET /v1beta/models</c>, <c>models.list</c> of the Gemini API reference; one model is enough.</summary>
    public void AddressTest(HttpRequestMessage message, Source source, DateTimeOffset now) => Address(message, source, "models?pageSize=1");

    public bool IsStream(string? mediaType) => mediaType is "text/event-stream" or "application/json";

    public TranslatedStream OpenStream(AnswerFrame frame) => new(new GeminiFrames(), new GeminiEvents(frame), frame);

    public bool TryTranslateAnswer(JsonCursor received, PooledBuffer answer) => false;

    private static void Address(HttpRequestMessage message, Source source, string route)
    {
        var version = source.BaseUrl.AbsolutePath == "/" ? "/v1beta" : "";
        message.RequestUri = new Uri($"{source.BaseUrl.AbsoluteUri.TrimEnd('/')}{version}/{route}");
        if (source.ApiKey is { } key)
        {
            message.Headers.TryAddWithoutValidation("x-goog-api-key", key);
        }
    }
}
