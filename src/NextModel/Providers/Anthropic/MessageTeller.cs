using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Anthropic;

/// <summary>Tells a streamed chat answer as the events of a message.</summary>
internal sealed class MessageTeller : IChunkTeller, IBlockWriter
{
    private readonly MessageEventWriter _events;
    private readonly ToldBlocks _blocks;
    private readonly PooledBuffer _details = new();
    private readonly PooledBuffer _refusal = new();
    private byte[] _end = "{}"u8.ToArray();
    private bool _detailsCameLate;

    public MessageTeller(AnswerFrame frame, AnswerHead head)
    {
        _events = new MessageEventWriter(frame, head);
        _blocks = new ToldBlocks(this);
    }

    public bool IsOutOfOrder => _blocks.IsOutOfOrder || _detailsCameLate;

    public void Tell(JsonCursor chunk, IBufferWriter<byte> output)
    {
        _events.Begin(output);
        foreach (var item in chunk["choices"u8].Children)
        {
            if (item.Value["index"u8].TryGetInt64(out var index) && index > 0)
            {
                continue;
            }

            foreach (var member in item.Value["delta"u8].Children)
            {
                Take(member, output);
            }

            if (item.Value["finish_reason"u8].Kind == JsonKind.String)
            {
                _end = item.Value.Raw.ToArray();
            }
        }
    }

    public void TellText(ToldKind kind, ReadOnlySpan<byte> content, IBufferWriter<byte> output) => _blocks.Text(kind, content, output);

    public void Finish(IBufferWriter<byte> output)
    {
        _events.Begin(output);
        _blocks.Finish(output);
        if (_events.Blocks == 0)
        {
            var nothing = new ToldBlock(ToldKind.Text);
            _events.Open(nothing, output);
            _events.Close(output);
            nothing.Dispose();
        }

        if (_details.Length > 0)
        {
            _detailsCameLate = _blocks.HasThought;
            _events.Sealed(_details.Written, output);
        }
    }

    public ReadOnlyMemory<byte> End(in Usage usage, IBufferWriter<byte> output)
    {
        _events.End(_end, _refusal.Written, usage, output);
        return MessagesDialect.Stop;
    }

    public ReadOnlyMemory<byte> Fail(GatewayError error) => default;

    public bool TryWriteWhole(PooledBuffer output) => false;

    public void Open(ToldBlock block, IBufferWriter<byte> output) => _events.Open(block, output);

    public void Delta(ToldBlock block, ReadOnlySpan<byte> content, IBufferWriter<byte> output) => _events.Delta(block, content, output);

    public void Close(ToldBlock block, IBufferWriter<byte> output)
    {
        if (block.Kind == ToldKind.Thinking)
        {
            _events.Signature(_details.Written, output);
            _details.Clear();
        }

        _events.Close(output);
    }

    public void Dispose()
    {
        _events.Dispose();
        _details.Dispose();
        _refusal.Dispose();
        _blocks.Dispose();
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
            // A message has no other place for it.
            _refusal.Write(value.Content());
            _blocks.Text(ToldKind.Text, value.Content(), output);
        }
        else if (member.NameEquals("reasoning_details"u8))
        {
            foreach (var detail in value.Kind == JsonKind.Array ? value.Children : default)
            {
                _details.AddItem(detail.Value.Raw);
            }
        }
    }
}
