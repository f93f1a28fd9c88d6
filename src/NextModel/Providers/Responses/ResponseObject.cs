using System.Buffers;
using NextModel.Errors;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Providers.Responses;

/// <summary>Writes a response that is told from a chat answer.</summary>
internal sealed class ResponseObject(AnswerFrame frame)
{
    /// <summary>The answer's ids begin with the request's id, so that two answers never share one.</summary>
    public byte[] Id { get; } = System.Text.Encoding.ASCII.GetBytes($"resp_{frame.RequestId:N}");

    /// <summary>Service tier that the source named, a JSON string; null where it named none.</summary>
    public byte[]? Tier { get; set; }

    /// <summary>Writes the response without its usage and its last brace.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="status">Its status.</param>
    /// <param name="reason">Why it is incomplete, where it is.</param>
    /// <param name="items">Its items as JSON, with commas between them.</param>
    /// <param name="error">Why it failed; null when it did not.</param>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> status, ReadOnlySpan<byte> reason, ReadOnlySpan<byte> items, GatewayError? error = null)
    {
        output.Write("{\"id\":\""u8);
        output.Write(Id);
        output.Write("\",\"object\":\"response\",\"created_at\":"u8);
        output.WriteNumber(frame.Created);
        output.Write(",\"status\":\""u8);
        output.Write(status);
        output.Write("\",\"background\":false,\"error\":"u8);
        WriteError(output, error);
        output.Write(",\"incomplete_details\":"u8);
        if (reason.IsEmpty)
        {
            output.Write("null"u8);
        }
        else
        {
            output.Write("{\"reason\":\""u8);
            output.Write(reason);
            output.Write("\"}"u8);
        }

        output.Write(",\"model\":"u8);
        output.Write(frame.ModelJson);
        output.Write(",\"output\":["u8);
        output.Write(items);
        output.Write("],\"previous_response_id\":"u8);
        output.Write(frame.Terms.Previous.Span);
        output.Write(frame.Terms.IsKept ? ",\"store\":true"u8 : ",\"store\":false"u8);
        output.Write(frame.Terms.Members.Span);
        output.Write(",\"service_tier\":"u8);
        output.Write(Tier ?? "null"u8);
    }

    /// <summary>Writes an event about the whole response before its usage is known.</summary>
    public void WriteEvent(
        ResponseEvents events, ReadOnlySpan<byte> type, ReadOnlySpan<byte> status, ReadOnlySpan<byte> items, GatewayError? error, IBufferWriter<byte> output)
    {
        var data = events.Begin(type);
        data.Write(",\"response\":"u8);
        Write(data, status, default, items, error);
        data.Write(",\"usage\":null}"u8);
        events.Send(output);
    }

    private static void WriteError(IBufferWriter<byte> output, GatewayError? error)
    {
        if (error is null)
        {
            output.Write("null"u8);
            return;
        }

        output.Write("{\"code\":\""u8);
        output.Write(ResponseErrors.CodeOf(error));
        output.Write("\",\"message\":"u8);
        JsonText.Write(output, error.Message);
        output.Write("}"u8);
    }
}
