using System.Security.Cryptography;
using System.Text;

namespace NextModel.Providers.Translation;

/// <summary>Ids of tool calls as other dialects allow them: letters, digits, '-' and '_', up to 64.</summary>
internal static class CallIds
{
    private const int Longest = 64;

    /// <summary>The id itself where it is allowed, else one made from it: the same for the call and for its result.</summary>
    public static string Allowed(string id) =>
        id.Length is > 0 and <= Longest && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? id
            : "call_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 12));
}
