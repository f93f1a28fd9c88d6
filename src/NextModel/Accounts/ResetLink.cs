namespace NextModel.Accounts;

/// <summary>A link that lets somebody choose a new password, once. An account has one at a time.</summary>
/// <param name="AccountId">Whose.</param>
/// <param name="Digest">Digest of its token, 32 bytes.</param>
/// <param name="RemovesSecondFactor">Using it also removes the second factor, for somebody who has lost it.</param>
/// <param name="ExpiresAt">When it stops.</param>
public sealed record ResetLink(string AccountId, byte[] Digest, bool RemovesSecondFactor, DateTimeOffset ExpiresAt)
{
    /// <summary>How long a link works.</summary>
    public static TimeSpan Valid { get; } = TimeSpan.FromHours(24);
}
