using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>Tells a chat answer, streamed or whole, as a response: each piece of reasoning, text or call is an item of its own.</summary>
internal sealed class ResponseTeller : IChunkTeller, IBlockWriter
{
    private readonly AnswerFrame _frame;
    private readonly ResponseObject _response;
    private readonly ResponseEvents _events = new();
    private readonly ToldBlocks _blocks;
    private readonly PooledBuffer _items = new();
    private readonly PooledBuffer _details = new();
    private readonly PooledBuffer _seal = new();
    private readonly TextNotes _notes = new();
    private ToldItem? _item;
    private string? _reason;
    private bool _hasBegun;
    private bool _isEnding;

    public ResponseTeller(AnswerFrame frame)
    {
        _frame = frame;
        _response = new ResponseObject(frame);
        _blocks = new ToldBlocks(this);
    }

    /// <summary>Never: items of a response have no order of their own.</summary>
    public bool IsOutOfOrder => false;

    private ReadOnlySpan<byte> Status => _reason is null ? "completed"u8 : "incomplete"u8;

    private ReadOnlySpan<byte> Reason => _reason is null ? default : System.Text.Encoding.ASCII.GetBytes(_reason);

    public void Tell(JsonCursor chunk, IBufferWriter<byte> output)
    {
        Begin(output);
        foreach (var member in chunk.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.ServiceTier:
                    Learn(member.Value);
                    break;
                case WireMember.Choices:
                    TellChoices(member.Value, output);
                    break;
            }
        }
    }

    /// <summary>Tells a complete chat answer, but for its end.</summary>
    public void TellWhole(JsonCursor chat, IBufferWriter<byte> output)
    {
        Learn(chat["service_tier"u8]);
        Begin(output);
        foreach (var choice in chat["choices"u8].Children)
        {
            var message = choice.Value["message"u8];
            TakeEnd(choice.Value["finish_reason"u8]);
            TakeDetails(message["reasoning_details"u8]);
            _notes.TakeLogprobs(choice.Value["logprobs"u8]);
            _notes.TakeAnnotations(message["annotations"u8]);
            _blocks.Text(ToldKind.Thinking, message["reasoning_content"u8].Content(), output);
            _blocks.Text(ToldKind.Text, message["content"u8].Content(), output);
            _blocks.Text(ToldKind.Refusal, message["refusal"u8].Content(), output);
            var place = 0;
            foreach (var call in message["tool_calls"u8].Kind == JsonKind.Array ? message["tool_calls"u8].Children : default)
            {
                _blocks.Call(call.Value, place++, output);
            }

            break;
        }

        Finish(output);
    }

    public void TellText(ToldKind kind, ReadOnlySpan<byte> content, IBufferWriter<byte> output) => _blocks.Text(kind, content, output);

    public void Finish(IBufferWriter<byte> output)
    {
        Begin(output);
        _isEnding = true;
        _blocks.Finish(output);
        if (_details.Length > 0)
        {
            _seal.Clear();
            ThinkingSeal.WriteDetails(_seal, _details.Written);
            _details.Clear();
            TellSealed(output);
        }
    }

    public ReadOnlyMemory<byte> End(in Usage usage, IBufferWriter<byte> output)
    {
        using var last = new PooledBuffer(_items.Length + 1024);
        var data = _events.Begin(_reason is null ? "response.completed"u8 : "response.incomplete"u8);
        data.Write(",\"response\":"u8);
        _response.Write(data, Status, Reason, _items.Written);
        data.Write(",\"usage\":"u8);
        ResponseUsage.Write(data, usage);
        data.Write("}"u8);
        _events.Send(last);
        return last.Written.ToArray();
    }

    public ReadOnlyMemory<byte> Fail(GatewayError error)
    {
        using var last = new PooledBuffer(_items.Length + 2048);
        Begin(last);
        _response.WriteEvent(_events, "response.failed"u8, "failed"u8, _items.Written, error, last);
        return last.Written.ToArray();
    }

    public bool TryWriteWhole(PooledBuffer output)
    {
        _response.Write(output, Status, Reason, _items.Written);
        output.Write("}"u8);
        return true;
    }

    public void Open(ToldBlock block, IBufferWriter<byte> output)
    {
        if (block.Extra.Length > 0)
        {
            _seal.Clear();
            ThinkingSeal.WriteCall(_seal, block.Id, block.Extra);
            TellSealed(output);
        }

        _item = new ToldItem(block, _frame.Tools, _frame.RequestId, _events.Items);
        TellItem(_item, isDone: false, output);
        ItemEvents.OpenPart(_events, _item, output);
    }

    public void Delta(ToldBlock block, ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        _item!.Text.Write(content);
        if (_item.IsCustom)
        {
            return;
        }

        if (_item.Kind == ToldKind.Text)
        {
            _notes.TellDelta(_events, _item, content, output);
        }
        else
        {
            ItemEvents.Delta(_events, _item, content, default, output);
        }
    }

    public void Close(ToldBlock block, IBufferWriter<byte> output)
    {
        var item = _item!;
        if (item.IsCustom)
        {
            CustomTool.Unwrap(item.Text);
            if (item.Text.Length > 0)
            {
                ItemEvents.Delta(_events, item, item.Text.Written, default, output);
            }
        }

        if (item.Kind == ToldKind.Text)
        {
            _notes.TellAnnotations(_events, item, output);
        }

        _seal.Clear();
        if (item.Kind == ToldKind.Thinking && (_details.Length > 0 || _frame.Terms.WithSealedReasoning))
        {
            ThinkingSeal.WriteDetails(_seal, _details.Written);
            _details.Clear();
        }

        ItemEvents.Done(_events, item, output);
        TellItem(item, isDone: true, output);
        item.Dispose();
        _item = null;
    }

    public void Dispose()
    {
        _events.Dispose();
        _items.Dispose();
        _details.Dispose();
        _seal.Dispose();
        _notes.Dispose();
        _item?.Dispose();
        _blocks.Dispose();
    }

    private void TellChoices(JsonCursor choices, IBufferWriter<byte> output)
    {
        foreach (var choice in choices.Children)
        {
            var parts = new ChoiceParts(choice.Value);
            if (parts.Index.TryGetInt64(out var index) && index > 0)
            {
                continue;
            }

            _notes.TakeLogprobs(parts.Logprobs);
            foreach (var member in parts.Delta.Children)
            {
                Take(member, output);
            }

            TakeEnd(parts.FinishReason);
        }
    }

    private void Learn(JsonCursor tier)
    {
        if (tier.Kind == JsonKind.String)
        {
            _response.Tier = tier.Raw.ToArray();
        }
    }

    private void Begin(IBufferWriter<byte> output)
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        _response.WriteEvent(_events, "response.created"u8, "in_progress"u8, default, null, output);
        _response.WriteEvent(_events, "response.in_progress"u8, "in_progress"u8, default, null, output);
    }

    private void Take(in JsonChild member, IBufferWriter<byte> output)
    {
        var value = member.Value;
        if (member.NameEquals("content"u8))
        {
            _blocks.Text(ToldKind.Text, value.Content(), output);
        }
        else if (member.NameEquals("tool_calls"u8))
        {
            foreach (var call in value.Kind == JsonKind.Array ? value.Children : default)
            {
                call.Value["index"u8].TryGetInt64(out var index);
                _blocks.Call(call.Value, index, output);
            }
        }
        else if (member.NameEquals("reasoning_content"u8))
        {
            _blocks.Text(ToldKind.Thinking, value.Content(), output);
        }
        else if (member.NameEquals("refusal"u8))
        {
            _blocks.Text(ToldKind.Refusal, value.Content(), output);
        }
        else if (member.NameEquals("reasoning_details"u8))
        {
            TakeDetails(value);
        }
        else if (member.NameEquals("annotations"u8))
        {
            _notes.TakeAnnotations(value);
        }
    }

    private void TakeDetails(JsonCursor details)
    {
        foreach (var detail in details.Kind == JsonKind.Array ? details.Children : default)
        {
            _details.AddItem(detail.Value.Raw);
        }
    }

    private void TakeEnd(JsonCursor finish) => _reason = finish.TextEquals("length"u8) ? "max_output_tokens"
        : finish.TextEquals("content_filter"u8) ? "content_filter"
        : finish.Kind == JsonKind.String ? null
        : _reason;

    // What a source wants back that belongs to no reasoning it has shown.
    private void TellSealed(IBufferWriter<byte> output)
    {
        using var block = new ToldBlock(ToldKind.Thinking);
        using var item = new ToldItem(block, _frame.Tools, _frame.RequestId, _events.Items);
        TellItem(item, isDone: false, output);
        TellItem(item, isDone: true, output);
    }

    private void TellItem(ToldItem item, bool isDone, IBufferWriter<byte> output)
    {
        using var json = new PooledBuffer(item.Text.Length + 256);
        item.Write(json, !isDone ? "in_progress"u8 : _isEnding ? Status : "completed"u8, isDone ? _seal.Written : default);
        _events.Item(isDone, json.Written, output);
        if (isDone)
        {
            _items.AddItem(json.Written);
            _events.Items++;
        }
    }
}
