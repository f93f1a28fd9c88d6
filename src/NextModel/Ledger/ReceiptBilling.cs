using System.Globalization;
using NextModel.Billing;

namespace NextModel.Ledger;

/// <summary>Writes the arithmetic of a charge; a request without one was not billed and says so in the same members.</summary>
internal static class ReceiptBilling
{
    public static void Write(Charge? charge, string ledgerCurrency, ReceiptText text)
    {
        text.Constant("{\"amount\":"u8);
        text.Amount(charge?.Amount ?? 0);
        text.Constant(",\"basis\":"u8);
        text.Constant(ReceiptWords.Of(charge?.Basis ?? BillingBasis.None));
        text.Constant(",\"currency\":"u8);
        text.Constant(charge?.Currency ?? ledgerCurrency);
        text.Constant(",\"discount\":"u8);
        text.Amount(charge?.Discount ?? 0);
        text.Constant(",\"discount_rate\":"u8);
        text.Constant(charge?.DiscountRate ?? 0);
        text.Constant(",\"fx\":"u8);
        WriteFx(charge?.Fx, text);
        text.Constant(",\"lines\":["u8);
        var lines = charge?.Lines ?? [];
        for (var i = 0; i < lines.Count; i++)
        {
            text.Constant(i == 0 ? default : ","u8);
            WriteLine(lines[i], text);
        }

        text.Constant("],\"list_amount\":"u8);
        text.Amount(charge?.ListAmount ?? 0);
        text.Constant(",\"price\":"u8);
        WritePrice(charge, text);
        text.Constant("}"u8);
    }

    private static void WriteFx(FxRate? fx, ReceiptText text)
    {
        if (fx is null)
        {
            text.Constant("null"u8);
            return;
        }

        text.Constant("{\"as_of\":"u8);
        text.Constant(fx.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        text.Constant(",\"from\":"u8);
        text.Constant(fx.From);
        text.Constant(",\"rate\":"u8);
        text.Constant(fx.Rate);
        text.Constant(",\"to\":"u8);
        text.Constant(fx.To);
        text.Constant("}"u8);
    }

    private static void WriteLine(in ChargeLine line, ReceiptText text)
    {
        text.Constant("{\"amount\":"u8);
        text.Amount(line.Amount);
        text.Constant(",\"item\":"u8);
        text.Constant(line.Item);
        text.Constant(",\"tokens\":"u8);
        text.Number(line.Tokens);
        text.Constant(",\"unit_price\":"u8);
        text.Constant(line.UnitPrice);
        text.Constant("}"u8);
    }

    private static void WritePrice(Charge? charge, ReceiptText text)
    {
        if (charge?.Price is not { } price)
        {
            text.Constant("null"u8);
            return;
        }

        text.Constant("{\"cached_input\":"u8);
        text.Constant(price.CachedInput);
        text.Constant(",\"currency\":"u8);
        text.Constant(price.Currency);
        text.Constant(",\"input\":"u8);
        text.Constant(price.Input);
        text.Constant(",\"output\":"u8);
        text.Constant(price.Output);
        text.Constant(",\"version\":"u8);
        text.Constant(price.Version);
        text.Constant("}"u8);
    }
}
