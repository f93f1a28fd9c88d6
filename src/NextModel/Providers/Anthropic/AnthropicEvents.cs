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
    private readonly DeltaWriter _deltas = new();
    private readonly Dictionary<long, StreamedBlock> _blocks = [];
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
        _deltas.Dispose();
        foreach (var block in _blocks.Values)
        {
            block.Dispose();
        }
    }

    private void Start(JsonCursor message, in ChunkSink chunks)
    {
        _usage.Take(message["usage"u8]);
        _deltas.Begin(message["id"u8], chunks);
    }

    private void StartBlock(JsonCursor data, in ChunkSink chunks)
    {
        if (_blocks.Count >= StreamedBlock.Most)
        {
            chunks.Fail(AnswerFailures.TooLarge(frame));
            return;
        }

        data["index"u8].TryGetInt64(out var index);
        var content = data["content_block"u8];
        var type = content["type"u8];
        if (type.TextEquals("tool_use"u8))
        {
            Open(index, new StreamedBlock
            {
                Call = _calls,
                Input = content["input"u8].Kind == JsonKind.Object && content["input"u8].Count() > 0 ? content["input"u8].Raw.ToArray() : [],
            });
            _deltas.Call(_calls++, content["id"u8], content["name"u8], chunks);
        }
        else if (type.TextEquals("thinking"u8))
        {
            Open(index, new StreamedBlock { IsThinking = true });
            _deltas.Text("reasoning_content"u8, content["thinking"u8], chunks);
            Keep(index, content["thinking"u8]);
        }
        else if (type.TextEquals("redacted_thinking"u8) && !content["data"u8].Content().IsEmpty)
        {
            Open(index, new StreamedBlock { IsSealed = true, Proof = content["data"u8].Raw.ToArray() });
        }
        else if (type.TextEquals("text"u8))
        {
            _deltas.Text("content"u8, content["text"u8], chunks);
        }
    }

    private void Open(long index, StreamedBlock block)
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
            _deltas.Text("content"u8, delta["text"u8], chunks);
            return;
        }

        data["index"u8].TryGetInt64(out var index);
        if (type.TextEquals("thinking_delta"u8))
        {
            _deltas.Text("reasoning_content"u8, delta["thinking"u8], chunks);
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
            block.Think(text);
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
                using var quoted = new PooledBuffer();
                JsonText.Write(quoted, block.Input.Length > 0 ? block.Input : "{}"u8);
                _deltas.Arguments(block.Call, quoted.Written, chunks);
            }

            return;
        }

        _deltas.Reasoning(block, AnthropicConversation.Format, index, chunks);
        _blocks.Remove(index);
        block.Dispose();
    }

    private void TakeEnd(JsonCursor data, in ChunkSink chunks)
    {
        _usage.Take(data["usage"u8]);
        var reason = data["delta"u8]["stop_reason"u8];
        var explanation = data["delta"u8]["stop_details"u8]["explanation"u8];
        var chunk = _deltas.Blank();
        chunk.Write("{\"choices\":[{\"index\":0,\"delta\":{"u8);
        if (reason.TextEquals("refusal"u8) && !explanation.Content().IsEmpty)
        {
            chunk.Write("\"refusal\":"u8);
            chunk.Write(explanation.Raw);
        }

        chunk.Write("},\"finish_reason\":"u8);
        AnthropicEnds.Write(chunk, reason);
        chunk.Write("}],\"usage\":"u8);
        _usage.Write(chunk);
        chunk.Write("}"u8);
        _deltas.Send(chunks);
    }

    private void SendArguments(StreamedBlock call, JsonCursor piece, in ChunkSink chunks)
    {
        if (!piece.Content().IsEmpty)
        {
            call.HasArguments = true;
            _deltas.Arguments(call.Call, piece.Raw, chunks);
        }
    }
}
