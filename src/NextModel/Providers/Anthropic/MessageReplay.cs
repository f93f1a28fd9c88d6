using System.Buffers;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Sse;

namespace NextModel.Providers.Anthropic;

/// <summary>Tells a whole message as a stream: its start, its blocks one after the other, its end. Put together again, the events give the same message.</summary>
/// <param name="message">The message without its usage.</param>
/// <param name="output">Where the events go.</param>
internal sealed class MessageReplay(JsonCursor message, IBufferWriter<byte> output) : IDisposable
{
    private readonly PooledBuffer _event = new(1024);

    /// <summary>Writes all events but the last.</summary>
    public void Write(in Usage usage)
    {
        WriteStart(usage with { OutputTokens = Math.Min(usage.OutputTokens, 1), ReasoningTokens = 0 });
        var index = 0;
        foreach (var block in message["content"u8].Children)
        {
            WriteBlock(block.Value, index++);
        }

        WriteEnd(usage);
    }

    public void Dispose() => _event.Dispose();

    private void WriteStart(in Usage usage)
    {
        var first = true;
        _event.Clear();
        _event.Write("{\"type\":\"message_start\",\"message\":{"u8);
        foreach (var member in message.Children)
        {
            if (member.NameEquals("content"u8))
            {
                _event.WriteName("content"u8, ref first);
                _event.Write("[]"u8);
            }
            else if (IsOfTheEnd(member))
            {
                _event.WriteName(member.Value.Tape.Text[(member.Start + 1)..(member.NameEnd - 1)], ref first);
                _event.Write("null"u8);
            }
            else
            {
                _event.WriteMember(member, ref first);
            }
        }

        _event.WriteName("usage"u8, ref first);
        MessageUsage.Write(_event, usage);
        _event.Write("}}"u8);
        SseWriter.Write(output, "message_start"u8, _event.Written);
    }

    private void WriteBlock(JsonCursor block, int index)
    {
        Open("content_block_start"u8, index);
        _event.Write(",\"content_block\":{"u8);
        var first = true;
        foreach (var member in block.Children)
        {
            if (Delta(block, member) is not { } type)
            {
                _event.WriteMember(member, ref first);
                continue;
            }

            _event.WriteName(member.Value.Tape.Text[(member.Start + 1)..(member.NameEnd - 1)], ref first);
            _event.Write(type == "input_json_delta" ? "{}"u8 : type == "citations_delta" ? "[]"u8 : "\"\""u8);
        }

        _event.Write("}}"u8);
        SseWriter.Write(output, "content_block_start"u8, _event.Written);
        foreach (var member in block.Children)
        {
            switch (Delta(block, member))
            {
                case null:
                    break;
                case "citations_delta":
                    foreach (var citation in member.Value.Children)
                    {
                        WriteDelta(index, "citations_delta"u8, "citation"u8, citation.Value.Raw);
                    }

                    break;
                case "input_json_delta":
                    var quoted = new PooledBuffer(member.Value.Raw.Length + 16);
                    JsonText.Write(quoted, member.Value.Raw);
                    WriteDelta(index, "input_json_delta"u8, "partial_json"u8, quoted.Written);
                    quoted.Dispose();
                    break;
                case var type:
                    WriteDelta(
                        index, System.Text.Encoding.ASCII.GetBytes(type), member.Value.Tape.Text[(member.Start + 1)..(member.NameEnd - 1)], member.Value.Raw);
                    break;
            }
        }

        Open("content_block_stop"u8, index);
        _event.Write("}"u8);
        SseWriter.Write(output, "content_block_stop"u8, _event.Written);
    }

    private void WriteDelta(int index, ReadOnlySpan<byte> type, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Open("content_block_delta"u8, index);
        _event.Write(",\"delta\":{\"type\":\""u8);
        _event.Write(type);
        _event.Write("\",\""u8);
        _event.Write(name);
        _event.Write("\":"u8);
        _event.Write(value);
        _event.Write("}}"u8);
        SseWriter.Write(output, "content_block_delta"u8, _event.Written);
    }

    private void WriteEnd(in Usage usage)
    {
        _event.Clear();
        _event.Write("{\"type\":\"message_delta\",\"delta\":{"u8);
        var first = true;
        foreach (var member in message.Children)
        {
            if (IsOfTheEnd(member))
            {
                _event.WriteMember(member, ref first);
            }
        }

        _event.Write("},\"usage\":"u8);
        MessageUsage.WriteDelta(_event, usage);
        _event.Write("}"u8);
        SseWriter.Write(output, "message_delta"u8, _event.Written);
    }

    private void Open(ReadOnlySpan<byte> type, int index)
    {
        _event.Clear();
        _event.Write("{\"type\":\""u8);
        _event.Write(type);
        _event.Write("\",\"index\":"u8);
        _event.WriteNumber(index);
    }

    // As which delta a member is told; null for one that a block begins with. Null and empty ones are.
    private static string? Delta(JsonCursor block, in JsonChild member)
    {
        if (member.Value.Kind == JsonKind.String && member.Value.Raw.Length == 2)
        {
            return null;
        }

        var type = block["type"u8];
        return type.TextEquals("text"u8) && member.NameEquals("text"u8) ? "text_delta"
            : type.TextEquals("text"u8) && member.NameEquals("citations"u8) && member.Value.Count() > 0 ? "citations_delta"
            : type.TextEquals("thinking"u8) && member.NameEquals("thinking"u8) ? "thinking_delta"
            : type.TextEquals("thinking"u8) && member.NameEquals("signature"u8) ? "signature_delta"
            : member.NameEquals("input"u8) && member.Value.Kind == JsonKind.Object ? "input_json_delta"
            : null;
    }

    private static bool IsOfTheEnd(in JsonChild member) => member.NameEquals("stop_reason"u8) || member.NameEquals("stop_sequence"u8)
        || member.NameEquals("stop_details"u8) || member.NameEquals("container"u8);
}
