using System.Buffers;
using System.Text.Json;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Gateway.Serving;
using NextModel.Inference;

namespace NextModel.Gateway.Responses;

/// <summary>OpenAI's Responses API over HTTP. Headers and errors are as in all of OpenAI's API.</summary>
internal sealed class ResponsesWire() : OpenAIWire(Operation.Responses)
{
    public override Result<InferenceRequest> Read(in ReceivedRequest received) => ResponsesReader.Read(received);

    public override void WriteErrorEvent(IBufferWriter<byte> output, GatewayError error, string requestId)
    {
        var data = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(data, Serving.ChatJson.Options))
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
