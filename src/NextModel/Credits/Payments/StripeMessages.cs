using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Credits.Payments;

/// <summary>
/// Events of Stripe (docs.stripe.com/webhooks). A checkout that was paid tops up; refunds and disputes take back, found by the payment
/// intent that all of them name.
/// </summary>
internal static class StripeMessages
{
    public const string Source = "stripe";


    /// <summary>docs.stripe.com/webhooks#verify-manually.</summary>
    public static PaymentSignature Signature { get; } = new("Stripe-Signature", ',', "t", "v1", ".");

    public static Result<PaymentMessage> Read(JsonCursor root)
    {
        var type = root["type"u8].GetString() ?? "";
        var found = root["data"u8]["object"u8];
        return type switch
        {
            "checkout.session.completed" or "checkout.session.async_payment_succeeded" => ReadCheckout(root, type, found),
            "refund.created" or "refund.updated" or "refund.failed" => ReadFact(root, type, found, PaymentFactKind.Refund, RefundState(found)),
            "charge.dispute.created" or "charge.dispute.updated" or "charge.dispute.closed" or "charge.dispute.funds_withdrawn"
                or "charge.dispute.funds_reinstated" => ReadFact(root, type, found, PaymentFactKind.Chargeback, DisputeState(found)),
            _ => new PaymentMessage(type, null),
        };
    }

    private static Result<PaymentMessage> ReadCheckout(JsonCursor root, string type, JsonCursor session)
    {
        var organization = session["metadata"u8]["nextmodel_organization"u8].GetString();
        if (organization is null && session["client_reference_id"u8].GetString() is { } reference && reference.StartsWith("org_", StringComparison.Ordinal))
        {
            organization = reference;
        }

        // Not of this gateway, or paid later: then another event says so.
        if (organization is null || !session["payment_status"u8].TextEquals("paid"u8))
        {
            return new PaymentMessage(type, null);
        }

        if (!TryReadCommon(root, session, type, out var told, out var refusal))
        {
            return refusal;
        }

        var tax = session["total_details"u8]["amount_tax"u8].TryGetInt64(out var stated) ? stated : 0;
        if (!session["amount_total"u8].TryGetInt64(out var total) || tax < 0 || tax > total
            || !MinorUnits.TryToNano(total, told.Currency, out var gross) || !MinorUnits.TryToNano(total - tax, told.Currency, out var credit))
        {
            return PaymentMessage.Malformed(type, "amount_total");
        }

        return new PaymentMessage(type, told with { OrganizationId = organization, GrossNano = gross, CreditNano = credit });
    }

    private static Result<PaymentMessage> ReadFact(JsonCursor root, string type, JsonCursor found, PaymentFactKind kind, PaymentFactState state)
    {
        if (found["payment_intent"u8].IsNullOrMissing)
        {
            return new PaymentMessage(type, null);
        }

        if (!TryReadCommon(root, found, type, out var told, out var refusal))
        {
            return refusal;
        }

        if (found["id"u8].GetString() is not { Length: > 0 and <= 255 } id)
        {
            return PaymentMessage.Malformed(type, "id");
        }

        return found["amount"u8].TryGetInt64(out var amount) && MinorUnits.TryToNano(amount, told.Currency, out var nano)
            ? new PaymentMessage(type, told with { Fact = new PaymentFact(id, kind, state, nano) })
            : PaymentMessage.Malformed(type, "amount");
    }

    private static bool TryReadCommon(JsonCursor root, JsonCursor found, string type, out PaymentEvent told, out GatewayError refusal)
    {
        (told, refusal) = (null!, null!);
        var intent = found["payment_intent"u8];
        var payment = intent.Kind == JsonKind.Object ? intent["id"u8].GetString() : intent.GetString();
        foreach (var (value, name) in (ReadOnlySpan<(string?, string)>)
            [(root["id"u8].GetString(), "id"), (payment, "payment_intent"), (found["currency"u8].GetString(), "currency")])
        {
            if (value is not { Length: > 0 and <= 255 })
            {
                refusal = PaymentMessage.Malformed(type, name);
                return false;
            }
        }

        told = new PaymentEvent(Source, root["id"u8].GetString()!, type, payment!, found["currency"u8].GetString()!.ToUpperInvariant());
        return true;
    }

    private static PaymentFactState RefundState(JsonCursor refund) => refund["status"u8].GetString() switch
    {
        "succeeded" => PaymentFactState.Done,
        "failed" or "canceled" => PaymentFactState.Void,
        _ => PaymentFactState.Pending,
    };

    // An inquiry (warning_…) moves no money; a dispute does from its first day until it is won.
    private static PaymentFactState DisputeState(JsonCursor dispute) => dispute["status"u8].GetString() switch
    {
        "needs_response" or "under_review" or "lost" => PaymentFactState.Done,
        "won" or "warning_closed" or "prevented" => PaymentFactState.Void,
        _ => PaymentFactState.Pending,
    };
}
