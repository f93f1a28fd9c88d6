using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.Sse;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Events of images, speech and transcripts that pass on as they came. Each of these streams says itself that it is whole, with an event whose type ends in
/// <c>.done</c> or <c>.completed</c>: that one is held back until the receipt is on disk.
/// </summary>
internal sealed class PassedEvents(OpaqueDialect dialect, AnswerFrame frame) : PassedStream(frame, MaxEventBytes), IAnswerStream
{
    /// <summary>An image stands in one event.</summary>
    private const int MaxEventBytes = 48 * 1024 * 1024;

    private readonly PassedDigest _digest = new("text/event-stream");
    private readonly PooledBuffer _one = new();
    private readonly PooledBuffer _held = new();
    private bool _isHeldLast;

    public Usage? Usage { get; private set; }

    public MeteredUnits? Counted { get; private set; }

    public string? UpstreamId => null;

    public ReadOnlyMemory<byte> LastEvent => _held.WrittenMemory;

    protected override bool IsWhole => _isHeldLast;

    public void WriteEnd(in Usage usage, IBufferWriter<byte> output)
    {
        // The source has told what it tells.
    }

    public ReadOnlyMemory<byte> FailedEvent(GatewayError error) => default;

    public long CountText(TokenCounter counter) => 0;

    public WholeAnswer ToWhole() => new(dialect, _digest.Write(), Usage, default) { Counted = Counted };

    protected override void Release()
    {
        _digest.Dispose();
        _one.Dispose();
        _held.Dispose();
    }

    protected override void Take(IBufferWriter<byte> output)
    {
        var data = Events.Data.Span.Trim(" \t\r\n"u8);
        if (data.StartsWith("[DONE]"u8))
        {
            Send(output, data, isLast: _isHeldLast);
        }
        else if (!data.IsEmpty && !Tape.TryParse(Events.Data, JsonLimits.Upstream, out _))
        {
            Fail(AnswerFailures.Malformed(Frame));
        }
        else if (!data.IsEmpty)
        {
            Take(Tape.Root, output);
        }
    }

    private void Take(JsonCursor data, IBufferWriter<byte> output)
    {
        var type = data["type"u8].Content();
        if (type.SequenceEqual("error"u8) || Events.Name.SequenceEqual("error"u8) || ErrorBody.IsSet(data["error"u8]))
        {
            Fail(ProviderErrorReader.ReadIn200(data, Frame));
            return;
        }

        var isLast = type.EndsWith(".done"u8) || type.EndsWith(".completed"u8);
        if (isLast)
        {
            Usage = UsageCounts.TryRead(data["usage"u8], Frame.UsageShape, inputOnly: false, out var counts) ? counts : Usage;
            var counted = dialect.CountedIn(data);
            Counted = counted is null || Counted is null ? counted ?? Counted : counted with { Count = Counted.Count + counted.Count };
        }

        Send(output, data.Raw, isLast);
    }

    // What was held back for the last event is not the last one once another comes, but for the mark after it.
    private void Send(IBufferWriter<byte> output, ReadOnlySpan<byte> data, bool isLast)
    {
        var isMark = data.StartsWith("[DONE]"u8);
        if (!isMark || !isLast)
        {
            output.Write(_held.Written);
            _held.Clear();
        }

        _one.Clear();
        if (Events.Name.IsEmpty)
        {
            SseWriter.Write(_one, data);
        }
        else
        {
            SseWriter.Write(_one, Events.Name, data);
        }

        _digest.Add(_one.Written);
        (isLast ? (IBufferWriter<byte>)_held : output).Write(_one.Written);
        _isHeldLast = isLast;
        HasOutput = true;
    }
}
