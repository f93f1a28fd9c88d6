using System.Collections.Frozen;
using System.Net;
using NextModel.Catalog;
using NextModel.Egress;
using NextModel.Inference;
using NextModel.Providers.Azure;
using NextModel.Providers.Sandbox;
using NextModel.Providers.Translation;

namespace NextModel.Providers;

/// <summary>How one source is called: its pooled connections, addresses and credential.</summary>
internal sealed class SourceConnection : IDisposable
{
    private readonly Source _source;
    private readonly FrozenDictionary<Operation, Uri> _addresses;
    private readonly KeyValuePair<string, string>? _credential;
    private readonly bool _encrypted;

    public SourceConnection(Source source, EgressGuard guard)
    {
        _source = source;
        Invoker = new HttpMessageInvoker(CreateHandler(source, guard));
        _addresses = OperationPaths.All.ToFrozenDictionary(row => row.Operation, row => new Uri($"{source.BaseUrl.AbsoluteUri.TrimEnd('/')}/{row.Path}"));
        _credential = source.ApiKey is not { } key ? null
            : IsAzure ? AzureAddress.Credential(key)
            : new("Authorization", $"Bearer {key}");
        _encrypted = source.BaseUrl.Scheme == "https";
        Translator = Translators.For(source.Dialect);
    }

    /// <summary>Translates for a source of another dialect; null where it speaks OpenAI's.</summary>
    public IDialectTranslator? Translator { get; }

    public HttpMessageInvoker Invoker { get; }

    private bool IsAzure => _source.Dialect == Dialect.AzureOpenAI;

    /// <summary>A request with all the headers it will have: a list made here, never the caller's.</summary>
    public HttpRequestMessage Create(Operation operation, string upstreamModel, bool stream, HttpContent content)
    {
        // A response is asked for as chat where the source does not offer responses.
        var spoken = operation == Operation.Responses && !_source.Operations.Contains(operation) ? Operation.ChatCompletions : operation;
        var address = IsAzure ? AzureAddress.Of(_source, spoken, upstreamModel) : _addresses[spoken];
        var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (_credential is { } credential && Translator is null)
        {
            Add(message, credential.Key, credential.Value);
        }

        return Finish(message, stream ? "text/event-stream" : content is FormContent || operation == Operation.Speech ? "*/*" : "application/json");
    }

    /// <summary>A call about something that the source keeps.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">Below the base address, with its query.</param>
    /// <param name="content">The body; null for none.</param>
    public HttpRequestMessage CreateObjectCall(HttpMethod method, string path, HttpContent? content)
    {
        var address = IsAzure ? AzureAddress.At(_source, path) : new Uri($"{_source.BaseUrl.AbsoluteUri.TrimEnd('/')}/{path}");
        var message = new HttpRequestMessage(method, address) { Content = content };
        if (_credential is { } credential)
        {
            Add(message, credential.Key, credential.Value);
        }

        return Finish(message, "*/*");
    }

    /// <summary>The call that tests a credential: a read of the source's list of models, or of its test route, which costs nothing.</summary>
    /// <param name="withCredential">False asks as somebody without one.</param>
    /// <param name="now">For signatures.</param>
    public HttpRequestMessage CreateTest(bool withCredential, DateTimeOffset now)
    {
        var source = withCredential ? _source : _source with { ApiKey = null };
        var message = new HttpRequestMessage(HttpMethod.Get, IsAzure ? AzureAddress.Models(_source) : new Uri(_source.BaseUrl.AbsoluteUri.TrimEnd('/') + (_source.TestPath ?? "/models")));
        if (Translator is { } translator)
        {
            translator.AddressTest(message, source, now);
        }
        else if (withCredential && _credential is { } credential)
        {
            Add(message, credential.Key, credential.Value);
        }

        return Finish(message, "application/json");
    }

    public void Dispose() => Invoker.Dispose();

    private HttpRequestMessage Finish(HttpRequestMessage message, string accept)
    {
        Add(message, "User-Agent", "NextModel/0.1");
        Add(message, "Accept", accept);
        if (_encrypted)
        {
            message.Version = HttpVersion.Version20;
            message.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }

        return message;
    }

    // The values are ours and valid: parsing them for every request would be the larger part of making it.
    private static void Add(HttpRequestMessage message, string name, string value) => message.Headers.TryAddWithoutValidation(name, value);

    private static HttpMessageHandler CreateHandler(Source source, EgressGuard guard) => source.Dialect == Dialect.Sandbox
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
            ConnectCallback = source.IsGuarded
                ? (context, cancellationToken) => guard.ConnectAsync(
                    context.DnsEndPoint.Host, context.DnsEndPoint.Port, source.BaseUrl.Scheme == Uri.UriSchemeHttps, cancellationToken)
                : null,
        };
}
