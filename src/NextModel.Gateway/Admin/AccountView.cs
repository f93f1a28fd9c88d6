using NextModel.Accounts;

namespace NextModel.Gateway.Admin;

/// <summary>An account as the admin API shows it.</summary>
public sealed record AccountView
{
    public required string Id { get; init; }

    public required string Email { get; init; }

    /// <summary>False for somebody who signs in at an identity provider only.</summary>
    public required bool HasPassword { get; init; }

    /// <summary>Signing in also takes a code of an app.</summary>
    public required bool SecondFactor { get; init; }

    public DateTimeOffset? PasswordChangedAt { get; init; }

    /// <summary>Since when it cannot sign in.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long Version { get; init; }

    public static AccountView Of(Account account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return new AccountView
        {
            Id = account.Id,
            Email = account.Email,
            HasPassword = account.PasswordHash is not null,
            SecondFactor = account.HasSecondFactor,
            PasswordChangedAt = account.PasswordChangedAt,
            DisabledAt = account.DisabledAt,
            CreatedAt = account.CreatedAt,
            Version = account.Version,
        };
    }
}
