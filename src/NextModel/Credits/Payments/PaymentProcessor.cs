using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Credits.Payments;

/// <summary>One payment processor whose webhooks are understood.</summary>
public sealed class PaymentProcessor
{
    private readonly Func<JsonCursor, Result<PaymentMessage>> _read;

    private PaymentProcessor(string name, PaymentSignature signature, Func<JsonCursor, Result<PaymentMessage>> read)
    {
        Name = name;
        Signature = signature;
        _read = read;
    }

    public static PaymentProcessor Stripe { get; } = new(StripeMessages.Source, StripeMessages.Signature, StripeMessages.Read);

    public static PaymentProcessor Paddle { get; } = new(PaddleMessages.Source, PaddleMessages.Signature, PaddleMessages.Read);

    /// <summary><c>stripe</c> or <c>paddle</c>.</summary>
    public string Name { get; }

    /// <summary>How it signs.</summary>
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
