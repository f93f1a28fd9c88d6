using System.Security.Cryptography;
using System.Text;
using NextModel.Audit;
using NextModel.Secrets;

namespace NextModel.Accounts;

/// <summary>The secrets of the second factor, and whether a code is right. A code is taken once, a recovery code too.</summary>
public sealed class SecondFactors(IAccountStore store, MasterKey masterKey, AccountTokens tokens, TimeProvider time)
{
    /// <summary>Recovery codes that somebody gets.</summary>
    public const int RecoveryCodes = 10;

    // Without letters and digits that look alike.
    private const string CodeAlphabet = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
    private const int CodeLength = 12;

    private readonly byte[] _sealing = masterKey.Derive("account-totp");
    private readonly byte[] _offering = masterKey.Derive("account-totp-offer");

    /// <summary>The secret that a session is offered: the same until the account changes, and kept nowhere.</summary>
    public byte[] Offer(Account account, AccountSession session)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(session);
        return HMACSHA256.HashData(_offering, Encoding.UTF8.GetBytes($"{account.Id}|{account.Version}|{session.Id}"))[..Totp.SecretSize];
    }

    /// <summary>A secret as it is stored.</summary>
    internal byte[] Seal(Account account, byte[] secret) => SealedBytes.Seal(_sealing, secret, Context(account));

    /// <summary>True for a code of the account that was not taken before; it is taken with that.</summary>
    internal async ValueTask<bool> TakeCodeAsync(Account account, string code, CancellationToken cancellationToken) =>
        account.Totp is { } stored && SealedBytes.TryOpen(_sealing, stored, Context(account)) is { } secret
        && Totp.FindStep(secret, Digits(code), time.GetUtcNow()) is { } step
        && await store.TakeTotpStepAsync(account.Id, step, cancellationToken);

    /// <summary>True for a recovery code that was not used before; it is used up with that.</summary>
    internal ValueTask<bool> TakeRecoveryCodeAsync(Account account, string code, AuditActor actor, CancellationToken cancellationToken) =>
        store.TakeRecoveryCodeAsync(
            account.Id, tokens.DigestOfCode(account.Id, Plain(code)), new AuditDraft(actor, "account.recovery_code", account.Id, "", time.GetUtcNow()), cancellationToken);

    /// <summary>New recovery codes as they are shown once, and their digests.</summary>
    internal (IReadOnlyList<string> Shown, IReadOnlyList<byte[]> Digests) MakeRecoveryCodes(string accountId)
    {
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => RandomNumberGenerator.GetString(CodeAlphabet, CodeLength)).ToList();
        return ([.. codes.Select(code => $"{code[..4]}-{code[4..8]}-{code[8..]}")], [.. codes.Select(code => tokens.DigestOfCode(accountId, code))]);
    }

    /// <summary>True for what can only be a code of an app.</summary>
    internal static bool IsCode(string typed) => Digits(typed) is { Length: 6 } digits && digits.All(char.IsAsciiDigit);

    private static string Digits(string typed) => typed.Replace(" ", "", StringComparison.Ordinal);

    private static string Plain(string typed) => new([.. typed.Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant)]);

    private static byte[] Context(Account account) => Encoding.UTF8.GetBytes("account-totp|" + account.Id);
}
