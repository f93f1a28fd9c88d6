using System.CommandLine;
using CacheSafety.Cases;
using CacheSafety.Embedding;
using CacheSafety.Policies;

namespace CacheSafety.Commands;

/// <summary>Which embedder semantic policies use, and on what text.</summary>
internal sealed class EmbedderOptions
{
    private readonly Option<string> _embedder = new("--embedder")
    {
        Description = "hashed-ngram (the floor, not a real encoder), the base URL of an endpoint with /embeddings, or a file of vectors.",
        DefaultValueFactory = _ => "hashed-ngram",
    };

    private readonly Option<string?> _model = new("--embedding-model") { Description = "Model at the endpoint. Its key is read from CSB_EMBEDDING_KEY." };

    private readonly Option<string> _text = new("--text")
    {
        Description = "What of a request is embedded: conversation (all messages) or last-user.",
        DefaultValueFactory = _ => "conversation",
    };

    public EmbedderOptions AddTo(Command command)
    {
        command.Add(_embedder);
        command.Add(_model);
        command.Add(_text);
        return this;
    }

    public string Word(ParseResult parsed) => parsed.GetValue(_text)!;

    /// <summary>What of a request is embedded; null and a message for an unknown word.</summary>
    public Func<CaseRequest, string>? Text(ParseResult parsed, BenchConsole console)
    {
        var text = PolicyNames.TextOf(Word(parsed));
        if (text is null)
        {
            console.Fail($"--text '{Word(parsed)}' is not one of conversation, last-user.");
        }

        return text;
    }

    /// <summary>Vectors of every text; without them, a message and an exit code.</summary>
    public async Task<(VectorTable? Vectors, int ExitCode)> MakeAsync(
        ParseResult parsed, IEnumerable<Case> cases, Func<CaseRequest, string> text, BenchConsole console, CancellationToken cancellationToken)
    {
        var named = parsed.GetValue(_embedder)!;
        using var http = new HttpClient(new SocketsHttpHandler());
        try
        {
            IEmbedder embedder;
            if (named == "hashed-ngram")
            {
                embedder = new HashedNgramEmbedder();
            }
            else if (Uri.TryCreate(named, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                if (parsed.GetValue(_model) is not { } model)
                {
                    return (null, console.Fail("--embedding-model is missing: name the model to ask at the endpoint."));
                }

                embedder = new EndpointEmbedder(http, url, model, Environment.GetEnvironmentVariable("CSB_EMBEDDING_KEY"));
            }
            else
            {
                embedder = await VectorFile.ReadAsync(named, cancellationToken);
            }

            return (await VectorTable.MakeAsync(embedder, PolicyNames.Texts(cases, text), cancellationToken), BenchExit.Passed);
        }
        catch (Exception error) when (error is HttpRequestException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            var isUnreachable = error is HttpRequestException { StatusCode: null };
            return (null, console.Fail($"the embedder '{named}' gives no vectors: {error.Message}", isUnreachable ? BenchExit.Unreachable : BenchExit.Usage));
        }
    }
}
