namespace NextModel.Ledger;

/// <summary>A signing key as it is kept.</summary>
/// <param name="Name">When it was made, and its id: names are in the order of time.</param>
/// <param name="Json">The public half, a JWK.</param>
/// <param name="Sealed">The private half, sealed under the master key; null for one that is retired, and signs nothing.</param>
public sealed record KeptSigningKey(string Name, string Json, byte[]? Sealed);
