using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Web.Dashboard.Forms;

/// <summary>
/// What a form carries to show that a page of the same session made it (a synchronizer token). It is derived from the session's own token, so
/// that nothing is kept for it and it ends with the session; the session's token cannot be found from it.
/// </summary>
public static class FormToken
{
    /// <summary>The field it stands in.</summary>
    public const string Field = "token";

    /// <summary>The token of a session: 256 bits, Base64url.</summary>
    public static string Of(string sessionToken) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(sessionToken), "nextmodel dashboard form"u8));

    /// <summary>True when they are the same, in a time that tells nothing of where they differ.</summary>
    public static bool AreSame(string sent, string own) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(sent), Encoding.UTF8.GetBytes(own));
}
