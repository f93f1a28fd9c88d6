using NextModel.Json;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;

namespace NextModel.Providers.Bedrock;

/// <summary>From the messages of a Converse stream to chunks. What a message is stands in its headers.</summary>
internal sealed class BedrockEvents(AnswerFrame frame) : IEventTranslator
{
    private readonly DeltaWriter _deltas = new();
    private readonly Dictionary<long, StreamedBlock> _blocks = [];
    private int _calls;

    public void Take(ReadOnlySpan<byte> name, JsonCursor data, in ChunkSink chunks)
    {
        if (name.SequenceEqual("contentBlockDelta"u8))
        {
            TakeDelta(data, chunks);
        }
        else if (name.SequenceEqual("messageStart"u8))
        {
            _deltas.Begin(default, chunks);
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
            var chunk = _deltas.Blank();
            chunk.Write("{\"choices\":[],\"usage\":"u8);
            BedrockUsage.Write(chunk, data["usage"u8]);
            chunk.Write("}"u8);
            _deltas.Send(chunks);
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
        _deltas.Dispose();
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
        _deltas.Call(block.Call, call["toolUseId"u8], call["name"u8], chunks);
    }

    private void TakeDelta(JsonCursor data, in ChunkSink chunks)
    {
        var delta = data["delta"u8];
        if (delta["text"u8].Kind == JsonKind.String)
        {
            _deltas.Text("content"u8, delta["text"u8], chunks);
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
            _deltas.Arguments(block.Call, piece.Raw, chunks);
        }
        else if (reasoning["text"u8].Kind == JsonKind.String)
        {
            block.Think(reasoning["text"u8]);
            _deltas.Text("reasoning_content"u8, reasoning["text"u8], chunks);
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
            _deltas.Arguments(block.Call, "\"{}\""u8, chunks);
        }
        else
        {
            _deltas.Reasoning(block, BedrockConversation.Format, index, chunks);
        }

        block.Dispose();
    }

    private void TakeEnd(JsonCursor data, in ChunkSink chunks)
    {
        var chunk = _deltas.Blank();
        chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":"u8);
        BedrockEnds.Write(chunk, data["stopReason"u8]);
        chunk.Write("}]}"u8);
        _deltas.Send(chunks);
    }

    private StreamedBlock? Block(JsonCursor data, in ChunkSink chunks)
    {
        data["contentBlockIndex"u8].TryGetInt64(out var index);
        if (_blocks.TryGetValue(index, out var block))
        {
            return block;
        }

        if (_blocks.Count >= StreamedBlock.Most)
        {
            chunks.Fail(AnswerFailures.TooLarge(frame));
            return null;
        }

        return _blocks[index] = new StreamedBlock();
    }
}
