namespace NextModel.Configuration;

/// <summary>The <c>payments</c> section: secrets of payment webhooks. A webhook without one is off.</summary>
public sealed record PaymentOptions
{
    /// <summary>Signing secret of the endpoint at Stripe, at least 32 bytes; null is off.</summary>
    public string? StripeSecret { get; init; }

    /// <summary>Secret key of the notification destination at Paddle, at least 32 bytes; null is off.</summary>
    public string? PaddleSecret { get; init; }

    // A record prints all its members: the secrets must not be among them.
    public override string ToString() => "payments";
}
