using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace NextModel.Ledger;

/// <summary>Base64url without padding in its one canonical spelling: unused bits are zero, so no two texts mean the same bytes.</summary>
internal static class StrictBase64Url
{
    public static bool TryDecode(string? text, int size, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text is null || text.Length > 4096 || !Base64Url.IsValid(text, out var length) || length != size)
        {
            return false;
        }

        var decoded = Base64Url.DecodeFromChars(text);
        if (Base64Url.EncodeToString(decoded) != text)
        {
            return false;
        }

        bytes = decoded;
        return true;
    }
}
