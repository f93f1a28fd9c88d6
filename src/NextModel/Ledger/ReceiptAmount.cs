using System.Globalization;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>Reads an amount as receipts and manifests spell it: a string of digits with a point.</summary>
internal static class ReceiptAmount
{
    public static bool TryRead(JsonCursor value, out decimal amount)
    {
        amount = 0;
        Span<char> text = stackalloc char[64];
        if (value.Kind != JsonKind.String)
        {
            return false;
        }

        var raw = value.Raw;
        return raw.Length is > 2 and <= 64 && System.Text.Ascii.ToUtf16(raw[1..^1], text, out var length) == System.Buffers.OperationStatus.Done
            && decimal.TryParse(text[..length], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out amount);
    }
}
