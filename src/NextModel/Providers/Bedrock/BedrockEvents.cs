using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>From the messages of a Converse stream to chunks. What a message is stands in its headers.</summary>
internal sealed class BedrockEvents(AnswerFrame frame) : IEventTranslator
{
    /// <summary>More blocks than this are a source gone wild.</summary>
    private const int MaxBlocks = 4096;

    private readonly PooledBuffer _chunk = new(512);
    private readonly Dictionary<long, BedrockBlock> _blocks = [];
    private int _calls;

    public void Take(ReadOnlySpan<byte> name, JsonCursor data, in ChunkSink chunks)
    {
        if (name.SequenceEqual("contentBlockDelta"u8))
        {
            TakeDelta(data, chunks);
        }
        else if (name.SequenceEqual("messageStart"u8))
        {
            _chunk.Clear();
            _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}"u8);
            chunks.Chunk(_chunk.WrittenMemory);
        }
        else if (name.SequenceEqual("contentBlockStart"u8))
        {
            Start(data, chunks);
        }
        else if (name.SequenceEqual("contentBlockStop"u8))
        {
            Stop(data, chunks);
        }
        else if (name.SequenceEqual("messageStop"u8))
        {
            TakeEnd(data, chunks);
        }
        else if (name.SequenceEqual("metadata"u8))
        {
            _chunk.Clear();
            _chunk.Write("{\"choices\":[],\"usage\":"u8);
            BedrockUsage.Write(_chunk, data["usage"u8]);
            _chunk.Write("}"u8);
            chunks.Chunk(_chunk.WrittenMemory);
        }
        else if (name.EndsWith("Exception"u8) || name.EndsWith("Error"u8))
        {
            chunks.Fail(ProviderErrorReader.ReadIn200(data, frame, System.Text.Encoding.ASCII.GetString(name)));
        }
    }

    // Usage comes after the end; then the stream just stops.
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

    private void Start(JsonCursor data, in ChunkSink chunks)
    {
        if (data["start"u8]["toolUse"u8] is not { Kind: JsonKind.Object } call || Block(data, chunks) is not { } block)
        {
            return;
        }

        block.Call = _calls++;
        BeginCall(block.Call);
        _chunk.Write(",\"id\":"u8);
        _chunk.Write(call["toolUseId"u8].Kind == JsonKind.String ? call["toolUseId"u8].Raw : "null"u8);
        _chunk.Write(",\"type\":\"function\",\"function\":{\"name\":"u8);
        _chunk.Write(call["name"u8].Kind == JsonKind.String ? call["name"u8].Raw : "\"\""u8);
        _chunk.Write(",\"arguments\":\"\"}}]},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    private void TakeDelta(JsonCursor data, in ChunkSink chunks)
    {
        var delta = data["delta"u8];
        if (delta["text"u8].Kind == JsonKind.String)
        {
            SendText("content"u8, delta["text"u8], chunks);
            return;
        }

        if (Block(data, chunks) is not { } block)
        {
            return;
        }

        var reasoning = delta["reasoningContent"u8];
        if (delta["toolUse"u8]["input"u8] is { Kind: JsonKind.String } piece && block.Call >= 0 && !piece.Content().IsEmpty)
        {
            block.HasArguments = true;
            SendArguments(block.Call, piece.Raw, chunks);
        }
        else if (reasoning["text"u8].Kind == JsonKind.String)
        {
            (block.Thought ??= new PooledBuffer(1024)).Write(reasoning["text"u8].Content());
            SendText("reasoning_content"u8, reasoning["text"u8], chunks);
        }
        else if (reasoning["signature"u8].Kind == JsonKind.String)
        {
            block.Proof = reasoning["signature"u8].Raw.ToArray();
        }
        else if (reasoning["redactedContent"u8].Kind == JsonKind.String)
        {
            (block.Proof, block.IsSealed) = (reasoning["redactedContent"u8].Raw.ToArray(), true);
        }
    }

    private void Stop(JsonCursor data, in ChunkSink chunks)
    {
        data["contentBlockIndex"u8].TryGetInt64(out var index);
        if (!_blocks.Remove(index, out var block))
        {
            return;
        }

        if (block.Call >= 0 && !block.HasArguments)
        {
            SendArguments(block.Call, "\"{}\""u8, chunks);
        }
        else if (block.Proof.Length > 2)
        {
            _chunk.Clear();
            _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_details\":["u8);
            BedrockAnswer.WriteDetail(_chunk, block.Thought is null ? default : block.Thought.Written, block.Proof, block.IsSealed, index);
            _chunk.Write("]},\"finish_reason\":null}]}"u8);
            chunks.Chunk(_chunk.WrittenMemory);
        }

        block.Dispose();
    }

    private void TakeEnd(JsonCursor data, in ChunkSink chunks)
    {
        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":"u8);
        BedrockEnds.Write(_chunk, data["stopReason"u8]);
        _chunk.Write("}]}"u8);
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

    private void BeginCall(int call)
    {
        _chunk.Clear();
        _chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":"u8);
        _chunk.WriteNumber(call);
    }

    private void SendArguments(int call, ReadOnlySpan<byte> quoted, in ChunkSink chunks)
    {
        BeginCall(call);
        _chunk.Write(",\"function\":{\"arguments\":"u8);
        _chunk.Write(quoted);
        _chunk.Write("}}]},\"finish_reason\":null}]}"u8);
        chunks.Chunk(_chunk.WrittenMemory);
    }

    private BedrockBlock? Block(JsonCursor data, in ChunkSink chunks)
    {
        data["contentBlockIndex"u8].TryGetInt64(out var index);
        if (_blocks.TryGetValue(index, out var block))
        {
            return block;
        }

        if (_blocks.Count >= MaxBlocks)
        {
            chunks.Fail(AnswerFailures.TooLarge(frame));
            return null;
        }

        return _blocks[index] = new BedrockBlock();
    }
}
