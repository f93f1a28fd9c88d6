using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Ledger;
using NextModel.Pipeline;
using NextModel.Telemetry;

namespace NextModel.Gateway.Comparing;

/// <summary>
/// The same chat request to several models at once, their answers as they come, and at the end what each took and cost. Each is a request
/// like any other, with its policy, its budgets and its receipt.
/// </summary>
internal sealed partial class Comparison(GatewayPipeline pipeline, Installation installation, TimeProvider time, ILogger<Comparison> logger)
{
    // Some events of each model: a caller who reads slowly slows the sources down.
    private const int Ahead = 64;

    private static readonly ComparisonEvent KeepAlive = new("", ReadOnlyMemory<byte>.Empty);

    /// <summary>Asks them; ends when every answer has its receipt, also when the caller leaves.</summary>
    public async IAsyncEnumerable<ComparisonEvent> RunAsync(ComparisonRequest asked)
    {
        var events = Channel.CreateBounded<ComparisonEvent>(new BoundedChannelOptions(Ahead) { SingleReader = true });
        var asking = AskAsync(asked, events.Writer);
        try
        {
            while (await WaitAsync(events.Reader, asked.CallerGone))
            {
                while (events.Reader.TryRead(out var one))
                {
                    yield return one;
                }
            }
        }
        finally
        {
            // The caller may have left: all of them end, each with its receipt.
            await asking;
        }
    }

    private static async ValueTask<bool> WaitAsync(ChannelReader<ComparisonEvent> events, CancellationToken callerGone)
    {
        try
        {
            return await events.WaitToReadAsync(callerGone);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task AskAsync(ComparisonRequest asked, ChannelWriter<ComparisonEvent> events)
    {
        try
        {
            var answers = new List<ComparedAnswer>();
            var asking = new List<Task>();
            foreach (var model in asked.Models)
            {
                var id = ReceiptIds.New(time.GetUtcNow());
                var answer = new ComparedAnswer(answers.Count, model, id, installation.PublicUrl);
                answers.Add(answer);
                asking.Add(AskAsync(new CompareExchange(asked, model, id, answer, () => SendAsync(events, KeepAlive, asked.CallerGone), time), answer, events));
            }

            await Task.WhenAll(asking);
            await SendAsync(events, Event("comparison", json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("results"u8);
                answers.ForEach(answer => answer.Write(json));
                json.WriteEndArray();
                json.WriteEndObject();
            }), asked.CallerGone);
        }
        finally
        {
            events.Complete();
        }
    }

    private async Task AskAsync(CompareExchange exchange, ComparedAnswer answer, ChannelWriter<ComparisonEvent> events)
    {
        using (exchange)
        {
            var telling = TellAsync(exchange, answer, events);
            await RunAsync(exchange, answer);
            await exchange.Body.CompleteAsync();
            await telling;
            answer.TotalMilliseconds = Elapsed(exchange);
            await SendAsync(events, Event("result", answer.Write), exchange.CallerGone);
        }
    }

    // One that fails stops no other.
    private async Task RunAsync(CompareExchange exchange, ComparedAnswer answer)
    {
        await Task.Yield();
        try
        {
            await pipeline.RunAsync(exchange);
        }
        catch (OperationCanceledException) when (exchange.CallerGone.IsCancellationRequested)
        {
            // Nobody is left to answer; the pipeline has written the receipt.
        }
#pragma warning disable CA1031 // The edge: what is not expected is logged and told as what it is.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogBug(error, exchange.Id);
            answer.Fail(new GatewayError(GatewayErrorCode.InternalError, "The gateway failed on this request. The operator's log has the cause under the request id."), null);
        }
    }

    private async Task TellAsync(CompareExchange exchange, ComparedAnswer answer, ChannelWriter<ComparisonEvent> events)
    {
        while (true)
        {
            var read = await exchange.Events.ReadAsync();
            var rest = read.Buffer;
            while (TryTake(ref rest, out var data))
            {
                using var chunk = JsonDocument.Parse(data);
                answer.Note(chunk.RootElement, Elapsed(exchange));
                await SendAsync(events, Event("chunk", json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("index"u8, answer.Index);
                    json.WriteString("model"u8, answer.Model);
                    json.WritePropertyName("chunk"u8);
                    json.WriteRawValue(data, skipInputValidation: true);
                    json.WriteEndObject();
                }), exchange.CallerGone);
            }

            exchange.Events.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                await exchange.Events.CompleteAsync();
                return;
            }
        }
    }

    // The events are our own: one line of data each.
    private static bool TryTake(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> data)
    {
        data = default;
        var reader = new SequenceReader<byte>(rest);
        while (reader.TryReadTo(out ReadOnlySequence<byte> one, "\n\n"u8))
        {
            rest = reader.UnreadSequence;
            var start = new SequenceReader<byte>(one);
            if (start.IsNext("data: {"u8))
            {
                data = one.Slice("data: ".Length);
                return true;
            }
        }

        return false;
    }

    private static async ValueTask SendAsync(ChannelWriter<ComparisonEvent> events, ComparisonEvent one, CancellationToken callerGone)
    {
        try
        {
            await events.WriteAsync(one, callerGone);
        }
        catch (OperationCanceledException)
        {
            // Nobody reads any more.
        }
    }

    private static ComparisonEvent Event(string name, Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(json);
        }

        return new ComparisonEvent(name, text.WrittenMemory);
    }

    private long Elapsed(CompareExchange exchange) => (long)time.GetElapsedTime(exchange.StartedTimestamp).TotalMilliseconds;

    [LoggerMessage(EventIds.ComparisonFailed, LogLevel.Error, "Request req_{Id:N} of a comparison failed in the gateway")]
    private partial void LogBug(Exception error, Guid id);
}
