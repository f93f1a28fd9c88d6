using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Sse;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>The dialect <c>anthropic-messages</c>: Anthropic's Messages API, and servers compatible with it.</summary>
internal sealed class AnthropicTranslator : IDialectTranslator
{
    public static AnthropicTranslator Instance { get; } = new();

    public string Name => "anthropic-messages";

    public int Version => 1;

    public MemberRules Members => AnthropicMembers.Rules;

    public string RequestIdHeader => "request-id";

    public Translated Translate(in TranslationJob job) => AnthropicRequest.Translate(job);

    /// <summary>A JSON answer of more tokens than this takes too long to wait for in silence (10 minutes at 128,000 tokens an hour, the
    /// limit of Anthropic's own libraries): it is streamed and put together.</summary>
    public bool PrefersStream(in TranslationJob job) => AnthropicRequest.MaxTokens(job) > 21_333;

    public void Address(HttpRequestMessage message, ReadOnlySpan<byte> body, Offer offer, Operation operation, bool stream, DateTimeOffset now) =>
        Address(message, offer.Source, "messages");

    /// <summary><c>GET /v1/models</c>, "List Models" of Anthropic's API reference.</summary>
    public void AddressTest(HttpRequestMessage message, Source source, DateTimeOffset now) => Address(message, source, "models");

    /// <summary><c>POST /v1/messages/count_tokens</c>, "Count Message tokens" of Anthropic's API reference.</summary>
    public static void AddressCount(HttpRequestMessage message, Source source) => Address(message, source, "messages/count_tokens");

    public bool IsStream(string? mediaType) => mediaType == "text/event-stream";

    public TranslatedStream OpenStream(AnswerFrame frame) => new(new SseReader(), new AnthropicEvents(frame), frame);

    public bool TryTranslateAnswer(Operation operation, JsonCursor received, PooledBuffer answer) => AnthropicAnswer.TryWrite(received, answer);

    private static void Address(HttpRequestMessage message, Source source, string route)
    {
        var address = source.BaseUrl.AbsoluteUri.TrimEnd('/');
        message.RequestUri = new Uri($"{address}{(address.EndsWith("/v1", StringComparison.Ordinal) ? "" : "/v1")}/{route}");
        message.Headers.TryAddWithoutValidation("anthropic-version", "2023-06-01");
        if (source.ApiKey is { } key)
        {
            message.Headers.TryAddWithoutValidation("x-api-key", key);
        }
    }
}
