namespace NextModel.Credits;

/// <summary>What became of an event that a payment processor told.</summary>
/// <param name="Name">As the answer spells it.</param>
public sealed record PaymentResult(string Name)
{
    /// <summary>The credit changed.</summary>
    public static PaymentResult Posted { get; } = new("posted");

    /// <summary>The same event was told before.</summary>
    public static PaymentResult Duplicate { get; } = new("duplicate");

    /// <summary>It is about a payment nobody has told of yet, and counts when somebody does.</summary>
    public static PaymentResult Waiting { get; } = new("waiting");

    /// <summary>It was noted, and the credit stays as it is.</summary>
    public static PaymentResult Unchanged { get; } = new("unchanged");

    /// <summary>It is of no kind that concerns credit.</summary>
    public static PaymentResult Ignored { get; } = new("ignored");
}
