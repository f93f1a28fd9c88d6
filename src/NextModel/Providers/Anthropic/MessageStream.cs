using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// A streamed message that passes on: its events go out as they came in, but for the model's name. Event names that compatible servers leave out
/// are put in, because Anthropic's own libraries skip events without one.
/// </summary>
internal sealed class MessageStream(AnswerFrame frame) : PassedStream(frame), IAnswerStream
{
    private readonly MessageAssembler _answer = new();
    private readonly PooledBuffer _edited = new();
    private readonly PooledBuffer _mended = new();
    private AnthropicUsage _usage;
    private byte[]? _last;
    private bool _hasBegun;
    private bool _hasEnded;

    public Usage? Usage { get; private set; }

    public string? UpstreamId { get; private set; }

    public ReadOnlyMemory<byte> LastEvent => _last ?? MessagesDialect.Stop;

    protected override bool IsWhole => false;

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

    protected override void Release()
    {
        _edited.Dispose();
        _mended.Dispose();
        _answer.Dispose();
    }

    protected override void Take(IBufferWriter<byte> output)
    {
        var data = Events.Data.Span.Trim(" \t\r\n"u8);
        if (data.IsEmpty)
        {
            return;
        }

        if (data.StartsWith("[DONE]"u8))
        {
            // Servers that claim the dialect end the way OpenAI does.
            End(_hasEnded);
        }
        else if (!Tape.TryParse(Events.Data, JsonLimits.Upstream, out _))
        {
            Fail(IsLast ? AnswerFailures.Incomplete(Frame) : AnswerFailures.Malformed(Frame));
        }
        else
        {
            if (SplitSurrogates.Anywhere(Tape))
            {
                Mend();
            }

            Take(Tape.Root, output);
        }
    }

    private void Take(JsonCursor data, IBufferWriter<byte> output)
    {
        var type = data["type"u8];
        if (type.TextEquals("error"u8) || Events.Name.SequenceEqual("error"u8) || ErrorBody.IsSet(data["error"u8]))
        {
            Fail(ProviderErrorReader.ReadIn200(data, Frame));
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
            Fail(AnswerFailures.Malformed(Frame));
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
            Fail(AnswerFailures.TooLarge(Frame));
            return;
        }

        Send(type, output);
    }

    private void Start(JsonCursor data, IBufferWriter<byte> output)
    {
        var message = data["message"u8];
        if (_hasBegun || message.Kind != JsonKind.Object)
        {
            Fail(AnswerFailures.Malformed(Frame));
            return;
        }

        _hasBegun = true;
        _usage.Take(message["usage"u8]);
        UpstreamId = message["id"u8].GetString();
        using (var edits = new JsonEdits(Tape))
        {
            if (message["model"u8] is { Kind: not JsonKind.None } model)
            {
                edits.Replace(model, Frame.ModelJson);
            }

            _edited.Clear();
            edits.WriteTo(_edited);
        }

        var ours = Parse(_edited.WrittenMemory);
        _answer.Begin(ours["message"u8]);
        Send(ours["type"u8], output);
    }

    private void Stop(JsonCursor type)
    {
        if (_hasEnded)
        {
            using var last = new PooledBuffer(64);
            Send(type, last);
            _last = last.Written.ToArray();
        }

        End(_hasEnded);
    }

    private void Mend()
    {
        _mended.Clear();
        SplitSurrogates.ReplaceAll(Tape, _mended);
        Parse(_mended.WrittenMemory);
    }
}
