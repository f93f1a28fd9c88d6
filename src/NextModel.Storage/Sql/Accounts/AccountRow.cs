using NextModel.Accounts;

namespace NextModel.Storage.Sql.Accounts;

/// <summary>A row of <c>accounts</c>.</summary>
internal sealed record AccountRow
{
    public const string Columns =
        "id Id, email Email, password_hash PasswordHash, password_changed_at PasswordChangedAt, totp Totp, disabled_at DisabledAt, created_at CreatedAt, version Version";

    public string Id { get; init; } = "";

    public string Email { get; init; } = "";

    public string? PasswordHash { get; init; }

    public long? PasswordChangedAt { get; init; }

    public byte[]? Totp { get; init; }

    public long? DisabledAt { get; init; }

    public long CreatedAt { get; init; }

    public long Version { get; init; }

    public static AccountRow Of(Account account) => new()
    {
        Id = account.Id,
        Email = account.Email,
        PasswordHash = account.PasswordHash,
        PasswordChangedAt = account.PasswordChangedAt?.ToUnixTimeMilliseconds(),
        Totp = account.Totp,
        DisabledAt = account.DisabledAt?.ToUnixTimeMilliseconds(),
        CreatedAt = account.CreatedAt.ToUnixTimeMilliseconds(),
        Version = account.Version,
    };

    public Account ToAccount() => new(Id, Email)
    {
        PasswordHash = PasswordHash,
        PasswordChangedAt = Moments.Of(PasswordChangedAt),
        Totp = Totp,
        DisabledAt = Moments.Of(DisabledAt),
        CreatedAt = Moments.At(CreatedAt),
        Version = Version,
    };
}
