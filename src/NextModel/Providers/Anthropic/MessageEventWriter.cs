using System.Buffers;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Sse;

namespace NextModel.Providers.Anthropic;

/// <summary>Writes the events of one message that is told from chunks; one block is open at a time.</summary>
internal sealed class MessageEventWriter(AnswerFrame frame, AnswerHead head) : IDisposable
{
    private readonly PooledBuffer _event = new(256);
    private bool _hasBegun;

    /// <summary>Blocks opened so far.</summary>
    public int Blocks { get; private set; }

    /// <summary>Writes <c>message_start</c>, once.</summary>
    public void Begin(IBufferWriter<byte> output)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        _event.Clear();
        _event.Write("{\"type\":\"message_start\",\"message\":{\"id\":"u8);
        MessageFromChat.WriteId(_event, head.Id[1..^1]);
        _event.Write(",\"type\":\"message\",\"role\":\"assistant\",\"model\":"u8);
        _event.Write(head.Model);
        _event.Write(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"stop_details\":null,\"container\":null,\"diagnostics\":null,\"usage\":"u8);
        MessageUsage.Write(_event, new Usage(UsageSource.Estimated, frame.InputForecast, 0, 0, 0, 0));
        _event.Write("}}"u8);
        SseWriter.Write(output, "message_start"u8, _event.Written);
    }

    public void Open(ToldBlock block, IBufferWriter<byte> output)
    {
        if (block.Extra.Length > 0)
        {
            OpenSealed();
            ThinkingSeal.WriteCall(_event, block.Id, block.Extra);
            CloseSealed(output);
        }

        Write("content_block_start"u8);
        switch (block.Kind)
        {
            case ToldKind.Thinking:
                _event.Write(",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}"u8);
                break;
            case ToldKind.Call:
                _event.Write(",\"content_block\":{\"type\":\"tool_use\",\"id\":"u8);
                _event.Write(block.Id);
                _event.Write(",\"name\":"u8);
                _event.Write(block.Name);
                _event.Write(",\"input\":{},\"caller\":{\"type\":\"direct\"}}}"u8);
                break;
            default:
                _event.Write(",\"content_block\":{\"type\":\"text\",\"text\":\"\",\"citations\":null}}"u8);
                break;
        }

        SseWriter.Write(output, "content_block_start"u8, _event.Written);
    }

    /// <summary>Writes a piece of the open block: <paramref name="content"/> of a JSON string.</summary>
    public void Delta(ToldBlock block, ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        Write("content_block_delta"u8);
        _event.Write(block.Kind switch
        {
            ToldKind.Thinking => ",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\""u8,
            ToldKind.Call => ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\""u8,
            _ => ",\"delta\":{\"type\":\"text_delta\",\"text\":\""u8,
        });
        _event.Write(content);
        _event.Write("\"}}"u8);
        SseWriter.Write(output, "content_block_delta"u8, _event.Written);
    }

    /// <summary>Writes the signature of the open thinking: the seal over entries of <c>reasoning_details</c>.</summary>
    public void Signature(ReadOnlySpan<byte> details, IBufferWriter<byte> output)
    {
        Write("content_block_delta"u8);
        _event.Write(",\"delta\":{\"type\":\"signature_delta\",\"signature\":"u8);
        ThinkingSeal.WriteDetails(_event, details);
        _event.Write("}}"u8);
        SseWriter.Write(output, "content_block_delta"u8, _event.Written);
    }

    public void Close(IBufferWriter<byte> output)
    {
        Write("content_block_stop"u8);
        _event.Write("}"u8);
        SseWriter.Write(output, "content_block_stop"u8, _event.Written);
        Blocks++;
    }

    /// <summary>Writes entries of <c>reasoning_details</c> that belong to no thinking that was shown, as a block of their own.</summary>
    public void Sealed(ReadOnlySpan<byte> details, IBufferWriter<byte> output)
    {
        OpenSealed();
        ThinkingSeal.WriteDetails(_event, details);
        CloseSealed(output);
    }

    /// <summary>Writes <c>message_delta</c>.</summary>
    /// <param name="choice">The chunk's choice that said why it ended, as JSON.</param>
    /// <param name="refusal">What the model refused with, content of a JSON string.</param>
    /// <param name="usage">All of the answer's usage.</param>
    /// <param name="output">Where it goes.</param>
    public void End(ReadOnlyMemory<byte> choice, ReadOnlySpan<byte> refusal, in Usage usage, IBufferWriter<byte> output)
    {
        using var quoted = new PooledBuffer(refusal.Length + 2);
        quoted.Write("\""u8);
        quoted.Write(refusal);
        quoted.Write("\""u8);
        var (ended, refused) = (JsonTape.Rent(), JsonTape.Rent());
        if (!ended.TryParse(choice, JsonLimits.Upstream, out var problem) || !refused.TryParse(quoted.WrittenMemory, JsonLimits.Upstream, out problem))
        {
            throw new InvalidOperationException($"A part of a chunk is no JSON: {problem}.");
        }

        _event.Clear();
        _event.Write("{\"type\":\"message_delta\",\"delta\":{"u8);
        MessageFromChat.WriteEnd(_event, ended.Root, refused.Root);
        _event.Write(",\"container\":null},\"usage\":"u8);
        MessageUsage.WriteDelta(_event, usage);
        _event.Write("}"u8);
        SseWriter.Write(output, "message_delta"u8, _event.Written);
        ended.Return();
        refused.Return();
    }

    public void Dispose() => _event.Dispose();

    private void OpenSealed()
    {
        Write("content_block_start"u8);
        _event.Write(",\"content_block\":{\"type\":\"redacted_thinking\",\"data\":"u8);
    }

    private void CloseSealed(IBufferWriter<byte> output)
    {
        _event.Write("}}"u8);
        SseWriter.Write(output, "content_block_start"u8, _event.Written);
        Close(output);
    }

    // Begins an event about the open block.
    private void Write(ReadOnlySpan<byte> type)
    {
        _event.Clear();
        _event.Write("{\"type\":\""u8);
        _event.Write(type);
        _event.Write("\",\"index\":"u8);
        _event.WriteNumber(Blocks);
    }
}
