using System.Buffers;
using NextModel.Json;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>Writes what happens inside of one output item that is told from chat.</summary>
internal static class ItemEvents
{
    /// <summary>Opens the one part of reasoning or a message.</summary>
    public static void OpenPart(ResponseEvents events, ToldItem item, IBufferWriter<byte> output)
    {
        if (item.Kind != ToldKind.Call)
        {
            WritePart(events, item, isDone: false, output);
        }
    }

    /// <summary>Writes a piece of the item: <paramref name="content"/> of a JSON string, and the probabilities of a text's tokens.</summary>
    public static void Delta(ResponseEvents events, ToldItem item, ReadOnlySpan<byte> content, ReadOnlySpan<byte> logprobs, IBufferWriter<byte> output)
    {
        if (logprobs.IsEmpty)
        {
            events.Send(output, BeginsOf(item), item.Place ??= PlaceOf(events, item), content, item.Kind == ToldKind.Text ? "\",\"logprobs\":[]}\n\n"u8 : "\"}\n\n"u8);
            return;
        }

        var data = events.Begin("response.output_text.delta"u8, item.Id);
        WritePlace(data, item.Kind);
        data.Write(",\"delta\":\""u8);
        data.Write(content);
        WriteLogprobs(data, item, logprobs);
        events.Send(output);
    }

    /// <summary>Says what the text of the item cites, one thing.</summary>
    public static void Annotation(ResponseEvents events, ToldItem item, ReadOnlySpan<byte> annotation, IBufferWriter<byte> output)
    {
        var data = events.Begin("response.output_text.annotation.added"u8, item.Id);
        WritePlace(data, item.Kind);
        data.Write(",\"annotation_index\":"u8);
        data.WriteNumber(item.AnnotationCount);
        data.Write(",\"annotation\":"u8);
        data.Write(annotation);
        events.Send(output);
    }

    /// <summary>Says all of the item at its end.</summary>
    public static void Done(ResponseEvents events, ToldItem item, IBufferWriter<byte> output)
    {
        var data = events.Begin(
            item.Kind switch
            {
                ToldKind.Thinking => "response.reasoning_summary_text.done"u8,
                ToldKind.Refusal => "response.refusal.done"u8,
                ToldKind.Call => item.IsCustom ? "response.custom_tool_call_input.done"u8 : "response.function_call_arguments.done"u8,
                _ => "response.output_text.done"u8,
            },
            item.Id);
        WritePlace(data, item.Kind);
        data.Write(item.Kind switch
        {
            ToldKind.Refusal => ",\"refusal\":\""u8,
            ToldKind.Call => item.IsCustom ? ",\"input\":\""u8 : ",\"arguments\":\""u8,
            _ => ",\"text\":\""u8,
        });
        data.Write(item.Text.Written);
        WriteLogprobs(data, item, item.Logprobs.Written);
        if (item is { Kind: ToldKind.Call, IsCustom: false })
        {
            data.Write(",\"name\":"u8);
            data.Write(item.Name);
        }

        events.Send(output);
        if (item.Kind != ToldKind.Call)
        {
            WritePart(events, item, isDone: true, output);
        }
    }

    private static void WritePart(ResponseEvents events, ToldItem item, bool isDone, IBufferWriter<byte> output)
    {
        var data = events.Begin(
            item.Kind == ToldKind.Thinking
                ? isDone ? "response.reasoning_summary_part.done"u8 : "response.reasoning_summary_part.added"u8
                : isDone ? "response.content_part.done"u8 : "response.content_part.added"u8,
            item.Id);
        WritePlace(data, item.Kind);
        data.Write(",\"part\":"u8);
        item.WritePart(data, hasBegun: true);
        events.Send(output);
    }

    // After the text itself, whose quote they close.
    private static void WriteLogprobs(PooledBuffer data, ToldItem item, ReadOnlySpan<byte> logprobs)
    {
        if (item.Kind != ToldKind.Text)
        {
            data.Write("\""u8);
            return;
        }

        data.Write("\",\"logprobs\":["u8);
        data.Write(logprobs);
        data.Write("]"u8);
    }

    // Which part it is: each item told from chat has one.
    private static void WritePlace(PooledBuffer data, ToldKind kind) =>
        data.Write(kind == ToldKind.Thinking ? ",\"summary_index\":0"u8 : kind == ToldKind.Call ? default : ",\"content_index\":0"u8);

    private static ReadOnlySpan<byte> BeginsOf(ToldItem item) => item.Kind switch
    {
        ToldKind.Thinking =>
            "event: response.reasoning_summary_text.delta\ndata: {\"type\":\"response.reasoning_summary_text.delta\",\"sequence_number\":"u8,
        ToldKind.Refusal => "event: response.refusal.delta\ndata: {\"type\":\"response.refusal.delta\",\"sequence_number\":"u8,
        ToldKind.Call => item.IsCustom
            ? "event: response.custom_tool_call_input.delta\ndata: {\"type\":\"response.custom_tool_call_input.delta\",\"sequence_number\":"u8
            : "event: response.function_call_arguments.delta\ndata: {\"type\":\"response.function_call_arguments.delta\",\"sequence_number\":"u8,
        _ => "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":"u8,
    };

    private static byte[] PlaceOf(ResponseEvents events, ToldItem item)
    {
        using var place = new PooledBuffer(128);
        place.Write(",\"item_id\":\""u8);
        place.Write(item.Id);
        place.Write("\",\"output_index\":"u8);
        place.WriteNumber(events.Items);
        WritePlace(place, item.Kind);
        place.Write(",\"delta\":\""u8);
        return place.Written.ToArray();
    }
}
