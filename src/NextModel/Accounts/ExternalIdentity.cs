namespace NextModel.Accounts;

/// <summary>Somebody as an identity provider knows them. Issuer and subject together never name another person; an address may.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">Its own name for the person.</param>
/// <param name="Email">The address it gave, in lower case; empty for none.</param>
/// <param name="IsEmailVerified">The provider says that the address is the person's.</param>
public sealed record ExternalIdentity(string Issuer, string Subject, string Email, bool IsEmailVerified);
