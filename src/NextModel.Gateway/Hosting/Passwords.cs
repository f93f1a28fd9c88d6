using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using NextModel.Accounts;

namespace NextModel.Gateway.Hosting;

/// <summary>Passwords hashed by the framework: PBKDF2 with HMAC-SHA-512, a salt of 16 bytes.</summary>
internal static class Passwords
{
    // The least that OWASP's password storage cheat sheet names for HMAC-SHA-512; the framework's own default is 100,000.
    private const int Rounds = 210_000;

    private static readonly PasswordHasher<Account> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    // The hasher takes a user and does not look at it.
    private static readonly Account Anybody = new("", "") { CreatedAt = default };

    public static PasswordHashing Hashing { get; } = new(
        password => Hasher.HashPassword(Anybody, password),
        (hash, password) => Hasher.VerifyHashedPassword(Anybody, hash, password) switch
        {
            PasswordVerificationResult.Success => PasswordVerdict.Right,
            PasswordVerificationResult.SuccessRehashNeeded => PasswordVerdict.RightAndStale,
            _ => PasswordVerdict.Wrong,
        });
}
