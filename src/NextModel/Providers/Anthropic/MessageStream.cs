using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Sse;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// A streamed message that passes on: its events go out as they came in, but for the model's name. Event names that compatible servers leave out
/// are put in, because Anthropic's own libraries skip events without one.
/// </summary>
internal sealed class MessageStream(AnswerFrame frame) : IAnswerStream
{
    private readonly SseReader _events = new();
    private readonly JsonTape _tape = JsonTape.Rent();
    private readonly MessageAssembler _answer = new();
    private readonly PooledBuffer _edited = new();
    private readonly PooledBuffer _mended = new();
    private AnthropicUsage _usage;
    private byte[]? _last;
    private bool _hasBegun;
    private bool _hasEnded;
    private bool _isLast;
    private bool _disposed;

    public StreamState State { get; private set; }

    public bool HasOutput { get; private set; }

    public ProviderFailure? Failure { get; private set; }

    public Usage? Usage { get; private set; }

    public string? UpstreamId { get; private set; }

    public ReadOnlyMemory<byte> LastEvent => _last ?? MessagesDialect.Stop;

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

    /// <summary>The source's body has ended: a message without its last event is whole only if it has said why it ended.</summary>
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

    /// <summary>Nothing: the source has told its usage, and one that told none is asked for no second end.</summary>
    public void WriteEnd(in Usage usage, IBufferWriter<byte> output)
    {
    }

    public ReadOnlyMemory<byte> FailedEvent(GatewayError error) => default;

    public long CountText(TokenCounter counter)
    {
        using var answer = ToWhole();
        return answer.CountText(counter);
    }

    public WholeAnswer ToWhole()
    {
        var json = new PooledBuffer(4096);
        _answer.Write(json);
        return new WholeAnswer(MessagesDialect.Instance, json, Usage, new WholeAnswerFacts(UpstreamId, EndedOddly: false));
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _events.Dispose();
            _edited.Dispose();
            _mended.Dispose();
            _answer.Dispose();
            _tape.Return();
        }
    }

    private void Take(IBufferWriter<byte> output)
    {
        var data = _events.Data.Span.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
        {
            return;
        }

        if (data.StartsWith("[DONE]"u8))
        {
            // Servers that claim the dialect end the way OpenAI does.
            End();
        }
        else if (!_tape.TryParse(_events.Data, JsonLimits.Upstream, out _))
        {
            Fail(_isLast ? AnswerFailures.Incomplete(frame) : AnswerFailures.Malformed(frame));
        }
        else
        {
            if (SplitSurrogates.Anywhere(_tape))
            {
                Mend();
            }

            Take(_tape.Root, output);
        }
    }

    private void Take(JsonCursor data, IBufferWriter<byte> output)
    {
        var type = data["type"u8];
        if (type.TextEquals("error"u8) || _events.Name.SequenceEqual("error"u8) || ErrorBody.IsSet(data["error"u8]))
        {
            Fail(ProviderErrorReader.ReadIn200(data, frame));
        }
        else if (type.TextEquals("message_start"u8))
        {
            Start(data, output);
        }
        else if (type.TextEquals("ping"u8))
        {
            Send(type, output);
        }
        else if (!_hasBegun)
        {
            Fail(AnswerFailures.Malformed(frame));
        }
        else if (type.TextEquals("message_stop"u8))
        {
            Stop(type);
        }
        else if (type.Kind == JsonKind.String)
        {
            TakePart(type, data, output);
        }
    }

    private void TakePart(JsonCursor type, JsonCursor data, IBufferWriter<byte> output)
    {
        if (type.TextEquals("content_block_delta"u8))
        {
            HasOutput = true;
            _answer.Add(data);
        }
        else if (type.TextEquals("content_block_start"u8))
        {
            HasOutput |= !data["content_block"u8]["type"u8].TextEquals("text"u8) && !data["content_block"u8]["type"u8].TextEquals("thinking"u8);
            _answer.Open(data);
        }
        else if (type.TextEquals("message_delta"u8))
        {
            HasOutput = true;
            _usage.Take(data["usage"u8]);
            Usage = _usage.ToUsage();
            _answer.End(data["delta"u8]);
            _hasEnded |= !data["delta"u8]["stop_reason"u8].IsNullOrMissing;
        }

        if (_answer.IsTooLarge)
        {
            Fail(AnswerFailures.TooLarge(frame));
            return;
        }

        Send(type, output);
    }

    private void Start(JsonCursor data, IBufferWriter<byte> output)
    {
        var message = data["message"u8];
        if (_hasBegun || message.Kind != JsonKind.Object)
        {
            Fail(AnswerFailures.Malformed(frame));
            return;
        }

        _hasBegun = true;
        _usage.Take(message["usage"u8]);
        UpstreamId = message["id"u8].GetString();
        using (var edits = new JsonEdits(_tape))
        {
            if (message["model"u8] is { Kind: not JsonKind.None } model)
            {
                edits.Replace(model, frame.ModelJson);
            }

            _edited.Clear();
            edits.WriteTo(_edited);
        }

        if (!_tape.TryParse(_edited.WrittenMemory, JsonLimits.Upstream, out var problem))
        {
            throw new InvalidOperationException($"An event we wrote is no JSON: {problem}.");
        }

        _answer.Begin(_tape.Root["message"u8]);
        Send(_tape.Root["type"u8], output);
    }

    private void Stop(JsonCursor type)
    {
        if (!_hasEnded)
        {
            Fail(HasOutput ? AnswerFailures.Incomplete(frame) : AnswerFailures.Empty(frame));
            return;
        }

        using var last = new PooledBuffer(64);
        Send(type, last);
        _last = last.Written.ToArray();
        State = StreamState.Ended;
    }

    private void End()
    {
        if (_hasEnded)
        {
            State = StreamState.Ended;
        }
        else
        {
            Fail(HasOutput ? AnswerFailures.Incomplete(frame) : AnswerFailures.Empty(frame));
        }
    }

    private void Send(JsonCursor type, IBufferWriter<byte> output)
    {
        // A name with an escape in it is none of Anthropic's, and would have to be read first.
        var name = type.Content();
        if (name.IndexOfAny((byte)'\\', (byte)'\n', (byte)'\r') < 0)
        {
            SseWriter.Write(output, name, _tape.Text);
        }
    }

    private void Mend()
    {
        _mended.Clear();
        SplitSurrogates.ReplaceAll(_tape, _mended);
        if (!_tape.TryParse(_mended.WrittenMemory, JsonLimits.Upstream, out var problem))
        {
            throw new InvalidOperationException($"An event we mended is no JSON: {problem}.");
        }
    }

    private void Fail(ProviderFailure failure)
    {
        Failure = failure;
        State = StreamState.Failed;
    }
}
