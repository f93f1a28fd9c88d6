using System.Net;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Providers.Azure;
using NextModel.Providers.Sandbox;
using NextModel.Providers.Translation;

namespace NextModel.Providers;

/// <summary>How one source is called: its pooled connections, addresses and credential.</summary>
internal sealed class SourceConnection : IDisposable
{
    private readonly Uri _chat;
    private readonly Uri _embeddings;
    private readonly Source? _azure;
    private readonly KeyValuePair<string, string>? _credential;
    private readonly bool _encrypted;

    public SourceConnection(Source source)
    {
        Invoker = new HttpMessageInvoker(CreateHandler(source));
        _chat = new Uri(source.BaseUrl.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        _embeddings = new Uri(source.BaseUrl.AbsoluteUri.TrimEnd('/') + "/embeddings");
        _azure = source.Dialect == Dialect.AzureOpenAI ? source : null;
        _credential = source.ApiKey is not { } key ? null
            : _azure is not null ? AzureAddress.Credential(key)
            : new("Authorization", $"Bearer {key}");
        _encrypted = source.BaseUrl.Scheme == "https";
        Translator = Translators.For(source.Dialect);
    }

    /// <summary>Translates for a source of another dialect; null where it speaks OpenAI's.</summary>
    public IDialectTranslator? Translator { get; }

    public HttpMessageInvoker Invoker { get; }

    /// <summary>A request with all the headers it will have: a list made here, never the caller's.</summary>
    public HttpRequestMessage Create(Operation operation, string upstreamModel, bool stream, HttpContent content)
    {
        var address = _azure is not null ? AzureAddress.Of(_azure, operation, upstreamModel) : operation == Operation.Embeddings ? _embeddings : _chat;
        var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (_credential is { } credential && Translator is null)
        {
            Add(message, credential.Key, credential.Value);
        }

        Add(message, "User-Agent", "NextModel/0.1");
        Add(message, "Accept", stream ? "text/event-stream" : "application/json");
        if (_encrypted)
        {
            message.Version = HttpVersion.Version20;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }

        return message;
    }

    public void Dispose() => Invoker.Dispose();

    // The values are ours and valid: parsing them for every request would be the larger part of making it.
    private static void Add(HttpRequestMessage message, string name, string value) => message.Headers.TryAddWithoutValidation(name, value);

    private static HttpMessageHandler CreateHandler(Source source) => source.Dialect == Dialect.Sandbox
        ? new SandboxHandler()
        : new SocketsHttpHandler
        {
            // A redirect would carry the request, and some key headers, to another origin.
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = source.Timeouts.Connect,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = 1 << 20,
            MaxResponseHeadersLength = 64,

            // An answer nobody wants any more is not read to its end: the source must see the connection close.
            ResponseDrainTimeout = TimeSpan.FromMilliseconds(200),
        };
}
