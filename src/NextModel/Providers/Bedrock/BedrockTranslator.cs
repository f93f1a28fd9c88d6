using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>The dialect <c>bedrock</c>: AWS Bedrock's Converse API.</summary>
internal sealed class BedrockTranslator : IDialectTranslator
{
    public static BedrockTranslator Instance { get; } = new();

    public string Name => "bedrock";

    public int Version => 1;

    public MemberRules Members => BedrockMembers.Rules;

    public string RequestIdHeader => "x-amzn-requestid";

    public Translated Translate(in TranslationJob job) => BedrockRequest.Translate(job);

    public bool PrefersStream(in TranslationJob job) => false;

    public void Address(HttpRequestMessage message, ReadOnlySpan<byte> body, Offer offer, Operation operation, bool stream, DateTimeOffset now)
    {
        // ':' and '/' of a model's id are escaped in the path.
        var address = offer.Source.BaseUrl.AbsoluteUri.TrimEnd('/');
        var uri = new Uri($"{address}/model/{Uri.EscapeDataString(offer.UpstreamModel)}/{(stream ? "converse-stream" : "converse")}");
        message.RequestUri = uri;

        // What a stream comes as is AWS's own and is not negotiated.
        message.Headers.Remove("Accept");
        Authorize(message, uri, offer.Source, body, now);
    }

    /// <summary><c>GET /foundation-models</c>, "ListFoundationModels" of the Amazon Bedrock API reference: at the host <c>bedrock.REGION</c>, and not at
    /// the one models are called at. Takes the permission <c>bedrock:ListFoundationModels</c>.</summary>
    public void AddressTest(HttpRequestMessage message, Source source, DateTimeOffset now)
    {
        var address = source.BaseUrl.AbsoluteUri.TrimEnd('/').Replace("://bedrock-runtime.", "://bedrock.", StringComparison.Ordinal);
        var uri = new Uri(address + "/foundation-models");
        message.RequestUri = uri;
        Authorize(message, uri, source, default, now);
    }

    public bool IsStream(string? mediaType) => mediaType == "application/vnd.amazon.eventstream";

    public TranslatedStream OpenStream(AnswerFrame frame) => new(new EventStreamReader(), new BedrockEvents(frame), frame);

    public bool TryTranslateAnswer(Operation operation, JsonCursor received, PooledBuffer answer) => BedrockAnswer.TryWrite(received, answer);

    private static void Authorize(HttpRequestMessage message, Uri uri, Source source, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (source.ApiKey is not { } key)
        {
            return;
        }

        if (AwsCredential.Parse(key) is not { } credential)
        {
            message.Headers.TryAddWithoutValidation("authorization", $"Bearer {key}");
            return;
        }

        foreach (var (name, value) in AwsSignature.Sign(credential, message.Method.Method, Region(source.BaseUrl.Host), uri.Authority, uri.AbsolutePath, body, now))
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>The region in the source's host, <c>bedrock-runtime.REGION.amazonaws.com</c>, also behind a private name
    /// (<c>vpce-….bedrock-runtime.REGION.vpce.amazonaws.com</c>).</summary>
    private static string Region(string host)
    {
        var parts = host.Split('.');
        var at = Array.FindIndex(parts, part => part.StartsWith("bedrock-runtime", StringComparison.Ordinal));
        return at >= 0 && at + 1 < parts.Length ? parts[at + 1] : "us-east-1";
    }
}
