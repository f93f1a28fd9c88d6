using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using NextModel.Secrets;

namespace NextModel.Accounts;

/// <summary>
/// What links and sessions are known by: 256 random bits to whoever holds them, a keyed digest to us. Purposes do not share digests, so that
/// a token of one kind is never taken for one of another.
/// </summary>
public sealed class AccountTokens(MasterKey masterKey)
{
    public const string Session = "session";

    public const string Invitation = "invitation";

    public const string Reset = "reset";

    private const int TokenBytes = 32;
    private const int LongestToken = 100;

    private readonly KeyedHash _keyed = new(masterKey.Derive("account-tokens"));

    /// <summary>A new token and its digest.</summary>
    public (string Token, byte[] Digest) Make(string purpose)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        return (token, Digest(purpose, token));
    }

    /// <summary>The digest of what was sent, 32 bytes; of anything too long to be a token, one that no token has.</summary>
    public byte[] Digest(string purpose, string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        var digest = new byte[KeyedHash.Size];
        _keyed.Compute(Encoding.UTF8.GetBytes($"{purpose}|{(token.Length > LongestToken ? "" : token)}"), digest);
        return digest;
    }

    /// <summary>The digest of a recovery code, which is only good for one account.</summary>
    internal byte[] DigestOfCode(string accountId, string code) => Digest("recovery", accountId + "|" + code);

    /// <summary>What attempts to sign in as this address are counted under, whether there is such an account or not.</summary>
    internal string Subject(string email) => Convert.ToHexString(Digest("subject", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(email)))));
}
