using System.Text;
using BenchmarkDotNet.Attributes;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Responses;

namespace NextModel.Benchmarks.Providers;

/// <summary>
/// What an event costs a caller of the Responses API: passed on from a source that speaks it, and told from the chunks of one that does not. The
/// promise: no more than 4 µs. What a whole request costs is measured by <c>./bench --dialects</c>.
/// </summary>
[MemoryDiagnoser]
public class ResponsesBenchmark : IDisposable
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
        using IAnswerStream stream = Way == "passed" ? new ResponseStream(frame) : new ChatStream(frame, null, ResponsesDialect.Instance);
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
        Event("response.created", "\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"in_progress\",\"model\":\"x\",\"output\":[],\"usage\":null}"),
        Event("response.output_item.added", "\"output_index\":0,\"item\":{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"in_progress\",\"content\":[],\"role\":\"assistant\"}"),
        .. Enumerable.Repeat(Event("response.output_text.delta", "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"a word \",\"logprobs\":[]"), Events),
        Event("response.output_text.done", "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"text\":\"a word \",\"logprobs\":[]"),
        Event("response.completed", "\"response\":{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"x\",\"output\":[],\"usage\":{\"input_tokens\":8,\"output_tokens\":9,\"total_tokens\":17}}"),
    ];

    private static string Event(string type, string members) => $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":1,{members}}}\n\n";
}
