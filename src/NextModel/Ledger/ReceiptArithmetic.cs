using System.Numerics;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>Recomputes the money of a receipt from the receipt alone, by the rules of docs/reference/receipt.md.</summary>
internal static class ReceiptArithmetic
{
    private const int WideScale = 36;
    private const int NarrowScale = 18;

    /// <summary>What does not add up, or null.</summary>
    public static string? Check(JsonCursor billing, JsonCursor usage) =>
        AddsUp(billing, usage) ? null : new MoneyCheck<BigInteger>(billing, WideScale).Run(usage);

    // Nearly all receipts fit 128 bits at 18 decimals, where reckoning costs a fraction. Only a yes is believed: whatever does not fit, or
    // does not add up, is reckoned again with whole numbers of any size.
    private static bool AddsUp(JsonCursor billing, JsonCursor usage)
    {
        try
        {
            return new MoneyCheck<Int128>(billing, NarrowScale).Run(usage) is null;
        }
        catch (OverflowException)
        {
            return false;
        }
    }
}
