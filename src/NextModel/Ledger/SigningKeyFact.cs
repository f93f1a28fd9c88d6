namespace NextModel.Ledger;

/// <summary>One signing key of the installation.</summary>
/// <param name="Id">Its <c>kid</c>.</param>
/// <param name="MadeAt">When it began to sign.</param>
/// <param name="RetiredAt">When the next one took over; null for the one that signs.</param>
public sealed record SigningKeyFact(string Id, DateTimeOffset MadeAt, DateTimeOffset? RetiredAt);
