using System.Buffers;
using System.Text.Json;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Serving;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Responses;

namespace NextModel.Gateway.Responses;

/// <summary>OpenAI's Responses API over HTTP. Headers and errors are as in all of OpenAI's API.</summary>
/// <param name="book">What is kept for callers.</param>
/// <param name="operation">A response, or a compaction.</param>
/// <param name="isCount">True where only the tokens of a request are asked for.</param>
internal sealed class ResponsesWire(ResponseBook book, Operation operation = Operation.Responses, bool isCount = false) : OpenAIWire(operation)
{
    public override ValueTask<Result<InferenceRequest>> ReadAsync(ReceivedRequest received, Caller caller, CancellationToken callerGone) =>
        ResponsesReader.ReadAsync(received, new InputHistory(book, caller, callerGone), book.Stores, Operation, isCount);

    public override async ValueTask KeepAsync(Caller caller, InferenceRequest request, Guid id, ReadOnlyMemory<byte> answer)
    {
        using var input = new PooledBuffer(request.Body.Length);
        var body = request.Tape.Root;
        if (request.OwnInput is { } own)
        {
            var tape = JsonTape.Rent();
            _ = tape.TryParse(own, JsonLimits.Upstream, out _);
            KeptInput.Write(tape.Root, id, input);
            tape.Return();
        }
        else
        {
            KeptInput.Write(body["input"u8], id, input);
        }

        await book.KeepAsync(caller, ResponseBook.IdOf(id), new KeptResponse(body["previous_response_id"u8].GetString(), input.Written.ToArray(), answer));
    }

    public override void WriteErrorEvent(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        var data = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(data, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "error"u8);
            json.WriteNumber("sequence_number"u8, 0);
            json.WriteString("code"u8, error.WireCode ?? GatewayErrorCatalog.Describe(error.Code).Wire);
            json.WriteString("message"u8, error.Message);
            json.WriteString("param"u8, error.Param);
            json.WriteEndObject();
        }

        output.Write("event: error\ndata: "u8);
        output.Write(data.WrittenSpan);
        output.Write("\n\n"u8);
    }
}
