using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Credits.Payments;

/// <summary>How one payment processor signs its webhooks and what they mean.</summary>
public sealed class PaymentDialect
{
    private readonly Func<JsonCursor, Result<PaymentMessage>> _read;

    private PaymentDialect(string name, PaymentSignature signature, Func<JsonCursor, Result<PaymentMessage>> read)
    {
        Name = name;
        Signature = signature;
        _read = read;
    }

    public static PaymentDialect Stripe { get; } = new(StripeMessages.Source, StripeMessages.Signature, StripeMessages.Read);

    public static PaymentDialect Paddle { get; } = new(PaddleMessages.Source, PaddleMessages.Signature, PaddleMessages.Read);

    /// <summary><c>stripe</c> or <c>paddle</c>.</summary>
    public string Name { get; }

    /// <summary>Where its signature stands and what it signs.</summary>
    public PaymentSignature Signature { get; }

    /// <summary>Reads a body whose signature holds.</summary>
    public Result<PaymentMessage> Read(ReadOnlyMemory<byte> body)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(body, JsonLimits.Request, out _)
                ? _read(tape.Root)
                : new GatewayError(GatewayErrorCode.InvalidJson, "The body is not JSON.");
        }
        finally
        {
            tape.Return();
        }
    }
}
