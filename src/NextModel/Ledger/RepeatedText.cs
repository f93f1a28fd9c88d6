using System.Text;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>Makes a string of a member that is the same in most receipts once, and again only when it is another. Not thread-safe.</summary>
internal sealed class RepeatedText
{
    private byte[] _utf8 = [];
    private string _text = "";

    /// <summary>The text of a string; null for anything else.</summary>
    public string? Of(JsonCursor value)
    {
        if (value.TextEquals(_utf8))
        {
            return _text;
        }

        if (value.GetString() is not { } text)
        {
            return null;
        }

        _utf8 = Encoding.UTF8.GetBytes(text);
        return _text = text;
    }
}
