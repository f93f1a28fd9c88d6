using System.Text;
using BenchmarkDotNet.Attributes;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Anthropic;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Benchmarks.Providers;

/// <summary>
/// What an event costs a caller of the Messages API: passed on from a source that speaks it, and told from the chunks of one that does not. The
/// promise: no more than 4 µs. What a whole request costs is measured by <c>./bench --dialects</c>.
/// </summary>
[MemoryDiagnoser]
public class MessagesBenchmark : IDisposable
{
    private const int Events = 100;

    private readonly PooledBuffer _output = new(64 * 1024);
    private byte[] _stream = [];

    [Params("passed", "told")]
    public string Way { get; set; } = "";

    [GlobalSetup]
    public void Setup() => _stream = Encoding.UTF8.GetBytes(string.Concat(Way == "passed" ? Passed() : Told()));

    [GlobalCleanup]
    public void Dispose()
    {
        _output.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One of 100 events, each in a read of its own.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public int Event()
    {
        _output.Clear();
        var frame = new AnswerFrame("m", Guid.Empty, DateTimeOffset.UnixEpoch);
        using IAnswerStream stream = Way == "passed" ? new MessageStream(frame) : new ChatStream(frame, null, MessagesDialect.Instance);
        for (var at = 0; at < _stream.Length;)
        {
            var end = _stream.AsSpan(at).IndexOf("\n\n"u8) + at + 2;
            stream.Push(_stream.AsSpan(at, end - at), _output);
            at = end;
        }

        stream.Complete(_output);
        stream.WriteEnd(stream.Usage ?? new Usage(UsageSource.Estimated, 1, 0, 0, 1, 0), _output);
        return stream.State == StreamState.Ended ? _output.Length : throw new InvalidOperationException(stream.Failure?.Code);
    }

    private static IEnumerable<string> Told()
    {
        const string Head = "data: {\"id\":\"chatcmpl-0\",\"object\":\"chat.completion.chunk\",\"created\":1700000000,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":";
        return
        [
            Head + "{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n",
            .. Enumerable.Repeat(Head + "{\"content\":\"a word \"},\"finish_reason\":null}]}\n\n", Events),
            Head + "{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
        ];
    }

    private static IEnumerable<string> Passed() =>
    [
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"x\",\"content\":[],\"usage\":{\"input_tokens\":8,\"output_tokens\":1}}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
        .. Enumerable.Repeat("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a word \"}}\n\n", Events),
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    ];
}
