using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// From the events of a streamed message to chunks. What an event is stands in its data: some compatible servers leave the event
/// names out.
/// </summary>
internal sealed class AnthropicEvents(AnswerFrame frame) : IEventTranslator
{
    /// <summary>More blocks than this are a source gone wild.</summary>
    private const int MaxBlocks = 4096;

    private readonly PooledBuffer _chunk = new(512);
    private readonly Dictionary<long, AnthropicBlock> _blocks = [];
    private AnthropicUsage _usage;
    private int _calls;

    public void Take(ReadOnlySpan<byte> name, JsonCursor data, in ChunkSink chunks)
    {
        var type = data["type"u8];
        if (type.TextEquals("content_block_delta"u8))
        {
            TakeDelta(data, chunks);
        }
        else if (type.TextEquals("message_start"u8))
        {
            Start(data["message"u8], chunks);
        }
        else if (type.TextEquals("content_block_start"u8))
        {
            StartBlock(data, chunks);
        }
        else if (type.TextEquals("content_block_stop"u8))
        {
            StopBlock(data, chunks);
        }
        else if (type.TextEquals("message_delta"u8))
        {
            TakeEnd(data, chunks);
        }
        else if (type.TextEquals("message_stop"u8))
        {
            chunks.Done();
        }
        else if (type.TextEquals("error"u8) || name.SequenceEqual("error"u8) || ErrorBody.IsSet(data["error"u8]))
        {
            chunks.Fail(ProviderErrorReader.ReadIn200(data, frame));
        }
    }

    public void Complete(in ChunkSink chunks)
    {
    }

    public void Dispose()
    {
        _chunk.Dispose();
        foreach (var block in _blocks.Values)
        {
            block.Dispose();
        }
    }

    private void Start(JsonCursor message, in ChunkSink chunks)
    {
        _usage.Take(message["usage"u8]);
        _chunk.Clear();
        _chunk.Write("{\"id\":"u8);
        _chunk.Write(message["id"u8].Kind == JsonKind.String ? message["id"u8].Raw : "null"u8);
        _chunk.Write(",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    private void StartBlock(JsonCursor data, in ChunkSink chunks)
    {
        if (_blocks.Count >= MaxBlocks)
        {
            chunks.Fail(AnswerFailures.TooLarge(frame));
            return;
        }

        data["index"u8].TryGetInt64(out var index);
        var content = data["content_block"u8];
        var type = content["type"u8];
        if (type.TextEquals("tool_use"u8))
        {
            Open(index, new AnthropicBlock
            {
                Call = _calls,
                Input = content["input"u8].Kind == JsonKind.Object && content["input"u8].Count() > 0 ? content["input"u8].Raw.ToArray() : [],
            });
            SendCall(content, chunks);
        }
        else if (type.TextEquals("thinking"u8))
        {
            Open(index, new AnthropicBlock { IsThinking = true });
            SendText("reasoning_content"u8, content["thinking"u8], chunks);
            Keep(index, content["thinking"u8]);
        }
        else if (type.TextEquals("redacted_thinking"u8) && !content["data"u8].Content().IsEmpty)
        {
            Open(index, new AnthropicBlock { IsSealed = true, Proof = content["data"u8].Raw.ToArray() });
        }
        else if (type.TextEquals("text"u8))
        {
            SendText("content"u8, content["text"u8], chunks);
        }
    }

    private void Open(long index, AnthropicBlock block)
    {
        if (_blocks.Remove(index, out var before))
        {
            before.Dispose();
        }

        _blocks.Add(index, block);
    }

    private void TakeDelta(JsonCursor data, in ChunkSink chunks)
    {
        var delta = data["delta"u8];
        var type = delta["type"u8];
        if (type.TextEquals("text_delta"u8))
        {
            SendText("content"u8, delta["text"u8], chunks);
            return;
        }

        data["index"u8].TryGetInt64(out var index);
        if (type.TextEquals("thinking_delta"u8))
        {
            SendText("reasoning_content"u8, delta["thinking"u8], chunks);
            Keep(index, delta["thinking"u8]);
        }
        else if (type.TextEquals("input_json_delta"u8) && _blocks.TryGetValue(index, out var call) && call.Call >= 0)
        {
            SendArguments(call, delta["partial_json"u8], chunks);
        }
        else if (type.TextEquals("signature_delta"u8) && delta["signature"u8].Kind == JsonKind.String && _blocks.TryGetValue(index, out var block))
        {
            block.Proof = delta["signature"u8].Raw.ToArray();
        }
    }

    private void Keep(long index, JsonCursor text)
    {
        if (_blocks.TryGetValue(index, out var block) && block.IsThinking)
        {
            (block.Thought ??= new PooledBuffer(1024)).Write(text.Content());
        }
    }

    private void StopBlock(JsonCursor data, in ChunkSink chunks)
    {
        data["index"u8].TryGetInt64(out var index);
        if (!_blocks.TryGetValue(index, out var block))
        {
            return;
        }

        if (block.Call >= 0)
        {
            if (!block.HasArguments)
            {
                var quoted = new PooledBuffer();
                JsonText.Write(quoted, block.Input.Length > 0 ? block.Input : "{}"u8);
                WriteArguments(block.Call, quoted.Written);
                quoted.Dispose();
                chunks.Chunk(_chunk.WrittenMemory);
            }

            return;
        }

        if (block.Proof.Length > 2)
        {
            _chunk.Clear();
            _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_details\":["u8);
            AnthropicAnswer.WriteDetail(_chunk, block.Thought is null ? default : block.Thought.Written, block.Proof, block.IsSealed, index);
            _chunk.Write("]},\"finish_reason\":null}]}"u8);
            chunks.Chunk(_chunk.WrittenMemory);
        }

        _blocks.Remove(index);
        block.Dispose();
    }

    private void TakeEnd(JsonCursor data, in ChunkSink chunks)
    {
        _usage.Take(data["usage"u8]);
        var reason = data["delta"u8]["stop_reason"u8];
        var explanation = data["delta"u8]["stop_details"u8]["explanation"u8];
        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{"u8);
        if (reason.TextEquals("refusal"u8) && !explanation.Content().IsEmpty)
        {
            _chunk.Write("\"refusal\":"u8);
            _chunk.Write(explanation.Raw);
        }

        _chunk.Write("},\"finish_reason\":"u8);
        AnthropicEnds.Write(_chunk, reason);
        _chunk.Write("}],\"usage\":"u8);
        _usage.Write(_chunk);
        _chunk.Write("}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    private void SendText(ReadOnlySpan<byte> member, JsonCursor text, in ChunkSink chunks)
    {
        if (text.Content().IsEmpty)
        {
            return;
        }

        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\""u8);
        _chunk.Write(member);
        _chunk.Write("\":"u8);
        _chunk.Write(text.Raw);
        _chunk.Write("},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    private void SendCall(JsonCursor content, in ChunkSink chunks)
    {
        var (id, name) = (content["id"u8], content["name"u8]);
        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":"u8);
        _chunk.WriteNumber(_calls++);
        _chunk.Write(",\"id\":"u8);
        _chunk.Write(id.Kind == JsonKind.String ? id.Raw : "null"u8);
        _chunk.Write(",\"type\":\"function\",\"function\":{\"name\":"u8);
        _chunk.Write(name.Kind == JsonKind.String ? name.Raw : "\"\""u8);
        _chunk.Write(",\"arguments\":\"\"}}]},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    private void SendArguments(AnthropicBlock call, JsonCursor piece, in ChunkSink chunks)
    {
        if (!piece.Content().IsEmpty)
        {
            call.HasArguments = true;
            WriteArguments(call.Call, piece.Raw);
            chunks.Chunk(_chunk.WrittenMemory);
        }
    }

    private void WriteArguments(int call, ReadOnlySpan<byte> quoted)
    {
        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":"u8);
        _chunk.WriteNumber(call);
        _chunk.Write(",\"function\":{\"arguments\":"u8);
        _chunk.Write(quoted);
        _chunk.Write("}}]},\"finish_reason\":null}]}"u8);
    }
}
