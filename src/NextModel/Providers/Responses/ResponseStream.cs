using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>A streamed response that passes on: its events go out as they came in, but for <see cref="ResponseEdits"/>. The last one waits.</summary>
internal sealed class ResponseStream(AnswerFrame frame) : PassedStream(frame), IAnswerStream
{
    private readonly PooledBuffer _edited = new();
    private readonly PooledBuffer _mended = new();
    private readonly PooledBuffer _text = new();
    private readonly PooledBuffer _whole = new();
    private byte[] _last = [];
    private long _next;
    private bool _hasBegun;

    public Usage? Usage { get; private set; }

    public string? UpstreamId { get; private set; }

    public ReadOnlyMemory<byte> LastEvent => _last;

    protected override bool IsWhole => false;

    /// <summary>Nothing: the last event has the usage.</summary>
    public void WriteEnd(in Usage usage, IBufferWriter<byte> output)
    {
    }

    public ReadOnlyMemory<byte> FailedEvent(GatewayError error)
    {
        using var events = new ResponseEvents { Next = _next };
        using var last = new PooledBuffer(1024);
        var response = new ResponseObject(Frame);
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

    protected override void Release()
    {
        _edited.Dispose();
        _mended.Dispose();
        _text.Dispose();
        _whole.Dispose();
    }

    protected override void Take(IBufferWriter<byte> output)
    {
        var data = Events.Data.Span.Trim(" \t\r\n"u8);
        if (data.IsEmpty || data.StartsWith("[DONE]"u8))
        {
            return;
        }

        if (!Tape.TryParse(Events.Data, JsonLimits.Upstream, out _))
        {
            Fail(IsLast ? AnswerFailures.Incomplete(Frame) : AnswerFailures.Malformed(Frame));
            return;
        }

        if (SplitSurrogates.Anywhere(Tape))
        {
            _mended.Clear();
            SplitSurrogates.ReplaceAll(Tape, _mended);
            Parse(_mended.WrittenMemory);
        }

        Take(Tape.Root, output);
    }

    private void Take(JsonCursor data, IBufferWriter<byte> output)
    {
        var type = data["type"u8];
        var response = data["response"u8];
        if (type.TextEquals("error"u8) || Events.Name.SequenceEqual("error"u8) || ErrorBody.IsSet(data["error"u8]))
        {
            Fail(ProviderErrorReader.ReadIn200(data, Frame));
        }
        else if (type.TextEquals("response.failed"u8))
        {
            Fail(ResponseReader.WhyNone(response, Frame) ?? AnswerFailures.Aborted(Frame));
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
            SendEdited(response, output);
        }
        else if (!_hasBegun)
        {
            Fail(AnswerFailures.Malformed(Frame));
        }
        else
        {
            HasOutput |= !data["delta"u8].IsNullOrMissing || type.TextEquals("response.output_item.done"u8);
            _text.Write(data["delta"u8].Content());
            if (_text.Length > AnswerAssembler.MaxBytes)
            {
                Fail(AnswerFailures.TooLarge(Frame));
                return;
            }

            Count();
            Send(type, output);
        }
    }

    private void End(JsonCursor response)
    {
        if (ResponseReader.WhyNone(response, Frame) is { } failure)
        {
            Fail(failure);
            return;
        }

        Usage = ResponseReader.UsageOf(response, Frame);
        UpstreamId ??= response["id"u8].GetString();
        ResponseEdits.WriteWhole(Tape, response, Frame, _whole);
        using var last = new PooledBuffer(Tape.Text.Length + 64);
        SendEdited(response, last);
        _last = last.Written.ToArray();
        HasOutput = true;
        End(isWhole: true);
    }

    private void SendEdited(JsonCursor response, IBufferWriter<byte> output)
    {
        Count();
        using var edits = new JsonEdits(Tape);
        ResponseEdits.Note(edits, response, Frame);
        _edited.Clear();
        edits.WriteTo(_edited);
        Send(Tape.Root["type"u8], _edited.Written, output);
    }

    private void Count() => _next = Tape.Root["sequence_number"u8].TryGetInt64(out var number) ? number + 1 : _next + 1;
}
