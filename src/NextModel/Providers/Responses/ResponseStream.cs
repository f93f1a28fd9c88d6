using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Sse;

namespace NextModel.Providers.Responses;

/// <summary>A streamed response that passes on: its events go out as they came in, but for <see cref="ResponseEdits"/>. The last one waits.</summary>
internal sealed class ResponseStream(AnswerFrame frame) : IAnswerStream
{
    private readonly SseReader _events = new();
    private readonly JsonTape _tape = JsonTape.Rent();
    private readonly PooledBuffer _edited = new();
    private readonly PooledBuffer _mended = new();
    private readonly PooledBuffer _text = new();
    private readonly PooledBuffer _whole = new();
    private byte[] _last = [];
    private long _next;
    private bool _hasBegun;
    private bool _isLast;
    private bool _disposed;

    public StreamState State { get; private set; }

    public bool HasOutput { get; private set; }

    public ProviderFailure? Failure { get; private set; }

    public Usage? Usage { get; private set; }

    public string? UpstreamId { get; private set; }

    public ReadOnlyMemory<byte> LastEvent => _last;

    public StreamState Push(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        while (State == StreamState.Open && _events.TryRead(ref bytes))
        {
            Take(output);
        }

        if (State == StreamState.Open && _events.TooLarge)
        {
            Fail(AnswerFailures.TooLarge(frame));
        }

        return State;
    }

    /// <summary>The source's body has ended: a response without its last event is not whole.</summary>
    public StreamState Complete(IBufferWriter<byte> output)
    {
        _isLast = true;
        if (State == StreamState.Open && _events.TryComplete())
        {
            Take(output);
        }

        if (State == StreamState.Open)
        {
            Fail(HasOutput ? AnswerFailures.Incomplete(frame) : AnswerFailures.Empty(frame));
        }

        return State;
    }

    /// <summary>Nothing: the last event has the usage.</summary>
    public void WriteEnd(in Usage usage, IBufferWriter<byte> output)
    {
    }

    public ReadOnlyMemory<byte> FailedEvent(GatewayError error)
    {
        using var events = new ResponseEvents { Next = _next };
        using var last = new PooledBuffer(1024);
        var response = new ResponseObject(frame);
        if (!_hasBegun)
        {
            response.WriteEvent(events, "response.created"u8, "in_progress"u8, default, null, last);
        }

        response.WriteEvent(events, "response.failed"u8, "failed"u8, default, error, last);
        return last.Written.ToArray();
    }

    public long CountText(TokenCounter counter) => counter.Count(System.Text.Encoding.UTF8.GetString(ToolInput.Decode(_text.Written)));

    public WholeAnswer ToWhole()
    {
        var json = new PooledBuffer(Math.Max(_whole.Length, 2));
        json.Write(_whole.Length > 0 ? _whole.Written : "{}"u8);
        return new WholeAnswer(ResponsesDialect.Instance, json, Usage, new WholeAnswerFacts(UpstreamId, EndedOddly: false));
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _events.Dispose();
            _edited.Dispose();
            _mended.Dispose();
            _text.Dispose();
            _whole.Dispose();
            _tape.Return();
        }
    }

    private void Take(IBufferWriter<byte> output)
    {
        var data = _events.Data.Span.Trim(" \t\r\n"u8);
        if (data.IsEmpty || data.StartsWith("[DONE]"u8))
        {
            return;
        }

        if (!_tape.TryParse(_events.Data, JsonLimits.Upstream, out _))
        {
            Fail(_isLast ? AnswerFailures.Incomplete(frame) : AnswerFailures.Malformed(frame));
            return;
        }

        if (SplitSurrogates.Anywhere(_tape))
        {
            _mended.Clear();
            SplitSurrogates.ReplaceAll(_tape, _mended);
            Parse(_mended);
        }

        Take(_tape.Root, output);
    }

    private void Take(JsonCursor data, IBufferWriter<byte> output)
    {
        var type = data["type"u8];
        var response = data["response"u8];
        if (type.TextEquals("error"u8) || _events.Name.SequenceEqual("error"u8) || ErrorBody.IsSet(data["error"u8]))
        {
            Fail(ProviderErrorReader.ReadIn200(data, frame));
        }
        else if (type.TextEquals("response.failed"u8))
        {
            Fail(ResponseReader.WhyNone(response, frame) ?? AnswerFailures.Aborted(frame));
        }
        else if (type.TextEquals("response.completed"u8) || type.TextEquals("response.incomplete"u8))
        {
            End(response);
        }
        else if (type.Kind != JsonKind.String)
        {
            // Pings of servers that have some.
        }
        else if (response.Kind == JsonKind.Object)
        {
            _hasBegun = true;
            UpstreamId ??= response["id"u8].GetString();
            Send(Edited(response), output);
        }
        else if (!_hasBegun)
        {
            Fail(AnswerFailures.Malformed(frame));
        }
        else
        {
            HasOutput |= !data["delta"u8].IsNullOrMissing || type.TextEquals("response.output_item.done"u8);
            _text.Write(data["delta"u8].Content());
            if (_text.Length > AnswerAssembler.MaxBytes)
            {
                Fail(AnswerFailures.TooLarge(frame));
                return;
            }

            Send(_tape.Root, output);
        }
    }

    private void End(JsonCursor response)
    {
        if (ResponseReader.WhyNone(response, frame) is { } failure)
        {
            Fail(failure);
            return;
        }

        Usage = ResponseReader.UsageOf(response, frame);
        UpstreamId ??= response["id"u8].GetString();
        ResponseEdits.WriteWhole(_tape, response, frame, _whole);
        using var last = new PooledBuffer(_tape.Text.Length + 64);
        Send(Edited(response), last);
        _last = last.Written.ToArray();
        HasOutput = true;
        State = StreamState.Ended;
    }

    private JsonCursor Edited(JsonCursor response)
    {
        using (var edits = new JsonEdits(_tape))
        {
            ResponseEdits.Note(edits, response, frame);
            _edited.Clear();
            edits.WriteTo(_edited);
        }

        return Parse(_edited);
    }

    private void Send(JsonCursor data, IBufferWriter<byte> output)
    {
        _next = data["sequence_number"u8].TryGetInt64(out var number) ? number + 1 : _next + 1;

        // A name with an escape in it is none of OpenAI's, and would have to be read first.
        var name = data["type"u8].Content();
        if (name.IndexOfAny((byte)'\\', (byte)'\n', (byte)'\r') < 0)
        {
            SseWriter.Write(output, name, _tape.Text);
        }
    }

    private JsonCursor Parse(PooledBuffer ours) => _tape.TryParse(ours.WrittenMemory, JsonLimits.Upstream, out var problem)
        ? _tape.Root
        : throw new InvalidOperationException($"An event we wrote is no JSON: {problem}.");

    private void Fail(ProviderFailure failure)
    {
        Failure = failure;
        State = StreamState.Failed;
    }
}
