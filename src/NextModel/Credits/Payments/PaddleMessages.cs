using System.Globalization;
using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Credits.Payments;

/// <summary>
/// Events of Paddle Billing (developer.paddle.com/webhooks). A completed transaction tops up; adjustments of it take back or return, once
/// they are approved.
/// </summary>
internal static class PaddleMessages
{
    public const string Source = "paddle";

    /// <summary>developer.paddle.com/webhooks/signature-verification.</summary>
    public static PaymentSignature Signature { get; } = new("Paddle-Signature", ';', "ts", "h1", ":");

    public static Result<PaymentMessage> Read(JsonCursor root)
    {
        var type = root["event_type"u8].GetString() ?? "";
        var data = root["data"u8];
        return type switch
        {
            "transaction.completed" => ReadTransaction(root, type, data),
            "adjustment.created" or "adjustment.updated" => ReadAdjustment(root, type, data),
            _ => new PaymentMessage(type, null),
        };
    }

    private static Result<PaymentMessage> ReadTransaction(JsonCursor root, string type, JsonCursor data)
    {
        if (data["custom_data"u8]["nextmodel_organization"u8].GetString() is not { } organization)
        {
            return new PaymentMessage(type, null);
        }

        if (!TryReadCommon(root, type, data, data["id"u8], "id", out var told, out var refusal))
        {
            return refusal;
        }

        var totals = data["details"u8]["totals"u8];
        if (!TryReadAmount(totals["total"u8], out var total) || !TryReadAmount(totals["tax"u8], out var tax) || tax > total
            || !MinorUnits.TryToNano(total, told.Currency, out var gross) || !MinorUnits.TryToNano(total - tax, told.Currency, out var credit))
        {
            return PaymentMessage.Malformed(type, "details.totals");
        }

        return new PaymentMessage(type, told with { OrganizationId = organization, GrossNano = gross, CreditNano = credit });
    }

    private static Result<PaymentMessage> ReadAdjustment(JsonCursor root, string type, JsonCursor data)
    {
        // A credit stays on the customer's account at Paddle, and a warning moves nothing.
        PaymentFactKind? kind = data["action"u8].GetString() switch
        {
            "refund" => PaymentFactKind.Refund,
            "chargeback" => PaymentFactKind.Chargeback,
            "chargeback_reverse" => PaymentFactKind.ChargebackReversal,
            _ => null,
        };
        if (kind is not { } known)
        {
            return new PaymentMessage(type, null);
        }

        if (!TryReadCommon(root, type, data, data["transaction_id"u8], "transaction_id", out var told, out var refusal))
        {
            return refusal;
        }

        if (data["id"u8].GetString() is not { Length: > 0 and <= 255 } id)
        {
            return PaymentMessage.Malformed(type, "id");
        }

        var state = data["status"u8].GetString() switch
        {
            "approved" => PaymentFactState.Done,
            "rejected" or "reversed" => PaymentFactState.Void,
            _ => PaymentFactState.Pending,
        };
        return TryReadAmount(data["totals"u8]["total"u8], out var amount) && MinorUnits.TryToNano(amount, told.Currency, out var nano)
            ? new PaymentMessage(type, told with { Fact = new PaymentFact(id, known, state, nano) })
            : PaymentMessage.Malformed(type, "totals.total");
    }

    private static bool TryReadCommon(
        JsonCursor root, string type, JsonCursor data, JsonCursor payment, string paymentName, out PaymentEvent told, out GatewayError refusal)
    {
        (told, refusal) = (null!, null!);
        foreach (var (value, name) in (ReadOnlySpan<(string?, string)>)
            [(root["event_id"u8].GetString(), "event_id"), (payment.GetString(), paymentName), (data["currency_code"u8].GetString(), "currency_code")])
        {
            if (value is not { Length: > 0 and <= 255 })
            {
                refusal = PaymentMessage.Malformed(type, name);
                return false;
            }
        }

        told = new PaymentEvent(Source, root["event_id"u8].GetString()!, type, payment.GetString()!, data["currency_code"u8].GetString()!.ToUpperInvariant());
        return true;
    }

    // Text: "1200" is 12.00.
    private static bool TryReadAmount(JsonCursor value, out long amount)
    {
        amount = 0;
        return long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out amount);
    }
}
