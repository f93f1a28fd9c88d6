namespace NextModel.Accounts;

/// <summary>A person who signs in. What they may do stands in the members that name the account.</summary>
/// <param name="Id"><c>acc_</c> and 32 hex digits.</param>
/// <param name="Email">Address they sign in with; lower case, unique in the installation.</param>
public sealed record Account(string Id, string Email)
{
    /// <summary>What the password was made to; null for somebody who signs in at an identity provider only.</summary>
    public string? PasswordHash { get; init; }

    public DateTimeOffset? PasswordChangedAt { get; init; }

    /// <summary>The secret of the second factor, sealed; null when there is none.</summary>
    public byte[]? Totp { get; init; }

    /// <summary>Since when the account cannot sign in; null when it can.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;

    public bool HasSecondFactor => Totp is not null;

    // A record prints all its members: hash and secrets must not be among them.
    public override string ToString() => $"account {Id}";
}
