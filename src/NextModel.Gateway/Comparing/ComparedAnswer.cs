using System.Text.Json;
using NextModel.Billing;
using NextModel.Errors;
using NextModel.Ledger;
using NextModel.Metering;
using NextModel.Pipeline;

namespace NextModel.Gateway.Comparing;

/// <summary>One of the answers that are compared, as far as it has come.</summary>
/// <param name="index">Its place among the models that were asked for, from 0.</param>
/// <param name="model">As it was asked for.</param>
/// <param name="id">Of its request.</param>
/// <param name="publicUrl">Base of receipt links.</param>
internal sealed class ComparedAnswer(int index, string model, Guid id, string publicUrl)
{
    private ReplyHead? _head;
    private ReceiptFacts? _receipt;
    private GatewayError? _error;
    private JsonElement? _usage;
    private bool _hasBroken;

    public int Index => index;

    public string Model => model;

    /// <summary>From the start to the first output; null while there is none.</summary>
    public long? FirstByteMilliseconds { get; set; }

    /// <summary>From the start to the end of the answer.</summary>
    public long TotalMilliseconds { get; set; }

    // Refused without a receipt, failed at its sources, broken off after it had begun, or complete.
    private string Status => _error is null ? "completed" : _head is null ? "refused" : _hasBroken ? "broke" : "failed";

    public void Begin(ReplyHead head)
    {
        _head = head;
        _receipt = head.Receipt;
    }

    public void End(ReceiptFacts? receipt) => _receipt = receipt ?? _receipt;

    public void Fail(GatewayError error, ReplyHead? head)
    {
        _error = error;
        _head ??= head;
    }

    public void Break(GatewayError error)
    {
        _error = error;
        _hasBroken = true;
    }

    /// <summary>Takes notice of one chunk of the answer.</summary>
    /// <param name="chunk">As it was sent.</param>
    /// <param name="elapsed">Milliseconds since the start.</param>
    public void Note(JsonElement chunk, long elapsed)
    {
        if (chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object)
        {
            _usage = usage.Clone();
        }

        if (FirstByteMilliseconds is null && chunk.TryGetProperty("choices", out var choices) && choices.EnumerateArray().Any(HasOutput))
        {
            FirstByteMilliseconds = elapsed;
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WriteString("model"u8, model);
        json.WriteString("status"u8, Status);
        json.WriteString("effective_model"u8, _head?.Model);
        json.WriteString("source"u8, _head?.Source);
        json.WriteString("serve_mode"u8, _head is null ? null : Inference.ServeModeNames.Wire(_head.ServeMode));
        WriteNumber(json, "first_byte_ms", FirstByteMilliseconds);
        json.WriteNumber("total_ms"u8, TotalMilliseconds);
        json.WritePropertyName("usage"u8);
        if (_usage is { } usage)
        {
            usage.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("cost"u8, _receipt is null ? null : Money.FormatAmount(_receipt.Cost));
        json.WriteString("currency"u8, _receipt?.Currency);
        json.WriteString("usage_source"u8, _receipt is null ? null : UsageSourceNames.Wire(_receipt.UsageSource));
        json.WriteString("request_id"u8, ReceiptIds.RequestId(id));
        json.WriteString("receipt_url"u8, _head is null ? null : $"{publicUrl}/v1/receipts/{ReceiptIds.ReceiptId(id)}");
        json.WriteString("receipt_hash"u8, _receipt?.Hash.ToString());
        WriteError(json);
        json.WriteEndObject();
    }

    private void WriteError(Utf8JsonWriter json)
    {
        if (_error is not { } error)
        {
            json.WriteNull("error"u8);
            return;
        }

        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("param"u8, error.Param);
        json.WriteString("code"u8, error.WireCode ?? GatewayErrorCatalog.Describe(error.Code).Wire);
        json.WriteNumber("status"u8, error.Status);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static bool HasOutput(JsonElement choice) => choice.TryGetProperty("delta", out var delta) && delta.ValueKind == JsonValueKind.Object
        && delta.EnumerateObject().Any(member => member.Name != "role" && member.Value.ValueKind switch
        {
            JsonValueKind.String => !member.Value.ValueEquals(""u8),
            JsonValueKind.Array => member.Value.GetArrayLength() > 0,
            _ => false,
        });
}
