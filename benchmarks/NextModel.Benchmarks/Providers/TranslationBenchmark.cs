using System.Text;
using BenchmarkDotNet.Attributes;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Benchmarks.Providers;

/// <summary>
/// What another dialect costs beside OpenAI's own: the body of a request of 1 KB, and a streamed answer, per chunk. The promise: no more than 3 µs
/// for a chunk. What a whole request costs is measured by <c>./bench --dialects</c>.
/// </summary>
[MemoryDiagnoser]
public class TranslationBenchmark : IDisposable
{
    private const int Chunks = 100;

    private readonly PooledBuffer _output = new(64 * 1024);
    private InferenceRequest _request = null!;
    private byte[][] _stream = [];
    private IDialectTranslator? _translator;
    private Offer _offer = null!;

    [Params("openai-chat", "anthropic-messages", "gemini", "bedrock")]
    public string Dialect { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var dialect = DialectNames.Find(Dialect)!.Value;
        _translator = Translators.For(dialect);
        _offer = new Offer(new Source { Id = "s", Dialect = dialect, BaseUrl = new Uri("http://127.0.0.1:9") }, "claude-sonnet-4-5", null);
        _stream = [.. Dialect == "bedrock" ? ConverseMessages.Of(Chunks) : Events(Dialect).Select(Encoding.UTF8.GetBytes)];
        var text = string.Concat(Enumerable.Repeat("Tell me where the lanterns go, and why.\\n", 20));
        var body = Encoding.UTF8.GetBytes(
            $$"""{"model":"m","temperature":0.2,"max_tokens":200,"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"{{text}}"}],"stream":true}""");
        var tape = new JsonTape();
        _ = tape.TryParse(body, JsonLimits.Request, out _);
        _request = new InferenceRequest { Operation = Operation.ChatCompletions, Body = body, Tape = tape, Model = "m", Stream = true, MaxOutputTokens = 200 };
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The body that is sent for a request of 1 KB.</summary>
    [Benchmark]
    public int Request()
    {
        _output.Clear();
        if (_translator is null)
        {
            using var edits = UpstreamRequest.Edit(_request, _offer, stream: true, out _);
            edits.WriteTo(_output);
            return _output.Length;
        }

        using var sent = _translator.Translate(new TranslationJob(_request, _offer, 64_000, Stream: true));
        return sent.Body.Length;
    }

    /// <summary>One of 100 chunks, each in a read of its own.</summary>
    [Benchmark(OperationsPerInvoke = Chunks)]
    public int Chunk()
    {
        _output.Clear();
        var frame = new AnswerFrame("m", Guid.Empty, DateTimeOffset.UnixEpoch);
        using var chat = new ChatStream(frame, _translator?.OpenStream(frame));
        foreach (var read in _stream)
        {
            chat.Push(read, _output);
        }

        chat.Complete(_output);
        return chat.State == StreamState.Ended ? _output.Length : throw new InvalidOperationException(chat.Failure?.Code);
    }

    private static IEnumerable<string> Events(string dialect)
    {
        if (dialect == "openai-chat")
        {
            const string Head = "data: {\"id\":\"chatcmpl-0\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":";
            return
            [
                Head + "{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n",
                .. Enumerable.Repeat(Head + "{\"content\":\"a word \"},\"finish_reason\":null}]}\n\n", Chunks),
                Head + "{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
            ];
        }

        return dialect == "gemini"
            ?
            [
                .. Enumerable.Repeat("data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"a word \"}]},\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":12,\"candidatesTokenCount\":5,\"totalTokenCount\":17},\"modelVersion\":\"g\",\"responseId\":\"r\"}\n\n", Chunks),
                "data: {\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0}]}\n\n",
            ]
            :
            [
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"usage\":{\"input_tokens\":8,\"output_tokens\":1}}}\n\n",
                .. Enumerable.Repeat("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a word \"}}\n\n", Chunks),
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
            ];
    }
}
