using System.Buffers;
using System.Text;
using System.Text.Json;
using NextModel.Billing;

namespace NextModel.Credits;

/// <summary>Credit as the audit trail shows it.</summary>
internal static class CreditFacts
{
    public static string Of(CreditTransfer transfer) => Write(json =>
    {
        json.WriteString("id", transfer.WireId);
        json.WriteString("kind", transfer.Kind.Wire());
        json.WriteString("amount", Money.FormatNanos(transfer.AmountNano));
        json.WriteString("currency", transfer.Currency);
        json.WriteString("external_id", transfer.ExternalId);
        json.WriteString("payment", transfer.Payment);
        json.WriteString("reverses", transfer.Reverses is { } id ? CreditTransfer.ToWire(id) : null);
        json.WriteString("reason", transfer.Reason);
    });

    public static string Of(bool isEnforced) => Write(json => json.WriteBoolean("enforced", isEnforced));

    private static string Write(Action<Utf8JsonWriter> members)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
