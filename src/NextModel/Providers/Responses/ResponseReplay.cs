using System.Buffers;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>Tells a whole response as a stream: its start, its items one after the other, its end.</summary>
/// <param name="response">The response without its usage.</param>
/// <param name="output">Where the events go.</param>
internal sealed class ResponseReplay(JsonCursor response, IBufferWriter<byte> output) : IDisposable
{
    private readonly ResponseEvents _events = new();
    private byte[] _id = [];

    /// <summary>Writes all events but the last, which it returns.</summary>
    public ReadOnlyMemory<byte> Write(in Usage usage)
    {
        WriteRunning("response.created"u8);
        WriteRunning("response.in_progress"u8);
        foreach (var item in response["output"u8].Children)
        {
            WriteItem(item.Value);
        }

        using var last = new PooledBuffer(response.Raw.Length + 512);
        var data = _events.Begin(response["status"u8].TextEquals("incomplete"u8) ? "response.incomplete"u8 : "response.completed"u8);
        data.Write(",\"response\":"u8);
        data.Write(response.Raw[..^1]);
        data.Write(",\"usage\":"u8);
        ResponseUsage.Write(data, usage);
        data.Write("}"u8);
        _events.Send(last);
        return last.Written.ToArray();
    }

    public void Dispose() => _events.Dispose();

    private void WriteRunning(ReadOnlySpan<byte> type)
    {
        var data = _events.Begin(type);
        data.Write(",\"response\":{"u8);
        var first = true;
        foreach (var member in response.Children)
        {
            var running = member.NameEquals("status"u8) ? "\"in_progress\""u8
                : member.NameEquals("output"u8) ? "[]"u8
                : member.NameEquals("incomplete_details"u8) || member.NameEquals("completed_at"u8) ? "null"u8
                : default;
            WriteMember(data, member, running, ref first);
        }

        data.Write(",\"usage\":null}"u8);
        _events.Send(output);
    }

    private void WriteItem(JsonCursor item)
    {
        _id = item["id"u8].Content().ToArray();
        var type = item["type"u8];
        var (isCall, isCustom) = (type.TextEquals("function_call"u8), type.TextEquals("custom_tool_call"u8));
        using (var begun = new PooledBuffer(item.Raw.Length))
        {
            begun.Write("{"u8);
            var first = true;
            foreach (var member in item.Children)
            {
                var empty = member.NameEquals("status"u8) && member.Value.Kind == JsonKind.String ? "\"in_progress\""u8
                    : HasParts(type) && IsParts(member) ? "[]"u8
                    : (isCall && member.NameEquals("arguments"u8)) || (isCustom && member.NameEquals("input"u8)) ? "\"\""u8
                    : default;
                WriteMember(begun, member, empty, ref first);
            }

            begun.Write("}"u8);
            _events.Item(isDone: false, begun.Written, output);
        }

        foreach (var member in item.Children)
        {
            if (HasParts(type) && IsParts(member))
            {
                WriteParts(member.Value, isSummary: member.NameEquals("summary"u8));
            }
        }

        if (isCall)
        {
            WriteText("response.function_call_arguments"u8, "arguments"u8, item["arguments"u8], default, item["name"u8]);
        }
        else if (isCustom)
        {
            WriteText("response.custom_tool_call_input"u8, "input"u8, item["input"u8], default, default);
        }

        _events.Item(isDone: true, item.Raw, output);
        _events.Items++;
    }

    private void WriteParts(JsonCursor parts, bool isSummary)
    {
        var index = 0;
        foreach (var part in parts.Children)
        {
            var type = part.Value["type"u8];
            var isRefusal = type.TextEquals("refusal"u8);
            var text = isRefusal ? part.Value["refusal"u8] : part.Value["text"u8];
            var place = System.Text.Encoding.ASCII.GetBytes(isSummary ? $",\"summary_index\":{index++}" : $",\"content_index\":{index++}");
            var isReasoning = type.TextEquals("reasoning_text"u8);
            WritePart(part.Value, place, isSummary, isDone: false);
            WriteText(
                isSummary ? "response.reasoning_summary_text"u8 : isReasoning ? "response.reasoning_text"u8 : isRefusal ? "response.refusal"u8 : "response.output_text"u8,
                isRefusal ? "refusal"u8 : "text"u8, text, place, default, part: type.TextEquals("output_text"u8) ? part.Value : default);
            WritePart(part.Value, place, isSummary, isDone: true);
        }
    }

    private void WritePart(JsonCursor part, ReadOnlySpan<byte> place, bool isSummary, bool isDone)
    {
        var data = _events.Begin(
            isSummary
                ? isDone ? "response.reasoning_summary_part.done"u8 : "response.reasoning_summary_part.added"u8
                : isDone ? "response.content_part.done"u8 : "response.content_part.added"u8,
            _id);
        data.Write(place);
        data.Write(",\"part\":{"u8);
        var first = true;
        foreach (var member in part.Children)
        {
            var empty = isDone ? default
                : member.NameEquals("text"u8) || member.NameEquals("refusal"u8) ? "\"\""u8
                : member.NameEquals("annotations"u8) || member.NameEquals("logprobs"u8) ? "[]"u8
                : default;
            WriteMember(data, member, empty, ref first);
        }

        data.Write("}"u8);
        _events.Send(output);
    }

    private void WriteText(
        ReadOnlySpan<byte> type, ReadOnlySpan<byte> member, JsonCursor text, ReadOnlySpan<byte> place, JsonCursor name, JsonCursor part = default)
    {
        if (text.Kind != JsonKind.String)
        {
            return;
        }

        var hasLogprobs = part.Kind == JsonKind.Object;
        var logprobs = part["logprobs"u8];
        if (text.Raw.Length > 2)
        {
            var delta = Begin(type, ".delta"u8, place);
            delta.Write(",\"delta\":"u8);
            delta.Write(text.Raw);
            if (hasLogprobs)
            {
                delta.Write(",\"logprobs\":"u8);
                delta.Write(logprobs.Kind == JsonKind.Array ? logprobs.Raw : "[]"u8);
            }

            _events.Send(output);
        }

        WriteAnnotations(part["annotations"u8], place);

        var done = Begin(type, ".done"u8, place);
        done.Write(",\""u8);
        done.Write(member);
        done.Write("\":"u8);
        done.Write(text.Raw);
        if (hasLogprobs)
        {
            done.Write(",\"logprobs\":"u8);
            done.Write(logprobs.Kind == JsonKind.Array ? logprobs.Raw : "[]"u8);
        }

        if (name.Kind == JsonKind.String)
        {
            done.Write(",\"name\":"u8);
            done.Write(name.Raw);
        }

        _events.Send(output);
    }

    private void WriteAnnotations(JsonCursor annotations, ReadOnlySpan<byte> place)
    {
        var index = 0;
        foreach (var annotation in annotations.Kind == JsonKind.Array ? annotations.Children : default)
        {
            var data = _events.Begin("response.output_text.annotation.added"u8, _id);
            data.Write(place);
            data.Write(",\"annotation_index\":"u8);
            data.WriteNumber(index++);
            data.Write(",\"annotation\":"u8);
            data.Write(annotation.Value.Raw);
            _events.Send(output);
        }
    }

    private PooledBuffer Begin(ReadOnlySpan<byte> type, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> place)
    {
        Span<byte> whole = stackalloc byte[type.Length + suffix.Length];
        type.CopyTo(whole);
        suffix.CopyTo(whole[type.Length..]);
        var data = _events.Begin(whole, _id);
        data.Write(place);
        return data;
    }

    private static bool HasParts(JsonCursor type) => type.TextEquals("message"u8) || type.TextEquals("reasoning"u8);

    private static bool IsParts(in JsonChild member) =>
        member.Value.Kind == JsonKind.Array && (member.NameEquals("content"u8) || member.NameEquals("summary"u8));

    // As it stands, or with another value.
    private static void WriteMember(PooledBuffer data, in JsonChild member, ReadOnlySpan<byte> value, ref bool first)
    {
        if (value.IsEmpty)
        {
            data.WriteMember(member, ref first);
            return;
        }

        data.WriteName(member.Value.Tape.Text[(member.Start + 1)..(member.NameEnd - 1)], ref first);
        data.Write(value);
    }
}
