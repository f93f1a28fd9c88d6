using System.Globalization;
using NextModel.Billing;
using NextModel.Catalog;

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
        if (line.Quantity != 0)
        {
            text.Constant(",\"quantity\":"u8);
            text.Number(line.Quantity);
        }

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

        // What a price does not have is left out: a flat one reads as it always did.
        text.Constant("{"u8);
        Figure("\"audio_input\":"u8, price.AudioInput, text);
        Figure("\"cache_write\":"u8, price.CacheWrite, text);
        Figure("\"cache_write_long\":"u8, price.CacheWriteLong, text);
        text.Constant("\"cached_input\":"u8);
        text.Constant(price.CachedInput);
        text.Constant(",\"currency\":"u8);
        text.Constant(price.Currency);
        Unit(",\"image\":"u8, PricedUnit.Image, charge.Unit, text);
        if (price.ImageInput is { } images)
        {
            text.Constant(",\"image_input\":"u8);
            text.Constant(images);
        }

        text.Constant(",\"input\":"u8);
        text.Constant(price.Input);
        if (price.Condition?.InputAbove is { } above)
        {
            text.Constant(",\"input_above\":"u8);
            text.Constant(above);
        }

        Unit(",\"million_characters\":"u8, PricedUnit.MillionCharacters, charge.Unit, text);
        Unit(",\"minute\":"u8, PricedUnit.Minute, charge.Unit, text);
        text.Constant(",\"output\":"u8);
        text.Constant(price.Output);
        if (charge.Unit?.Quality is { } quality)
        {
            text.Constant(",\"quality\":"u8);
            text.Constant(quality);
        }

        if (price.Reasoning is { } reasoning)
        {
            text.Constant(",\"reasoning\":"u8);
            text.Constant(reasoning);
        }

        if (price.Condition?.ServiceTier is { } tier)
        {
            text.Constant(",\"service_tier\":"u8);
            text.Constant(tier);
        }

        if (charge.Unit?.Size is { } size)
        {
            text.Constant(",\"size\":"u8);
            text.Constant(size);
        }

        text.Constant(",\"version\":"u8);
        text.Constant(price.Version);
        if (price.Condition?.Window is { } window)
        {
            text.Constant(",\"window\":"u8);
            text.Constant(window);
        }

        text.Constant("}"u8);
    }

    private static void Unit(ReadOnlySpan<byte> name, PricedUnit unit, UnitPrice? charged, ReceiptText text)
    {
        if (charged?.Unit == unit)
        {
            text.Constant(name);
            text.Constant(charged.Figure);
        }
    }

    private static void Figure(ReadOnlySpan<byte> name, decimal? figure, ReceiptText text)
    {
        if (figure is { } stated)
        {
            text.Constant(name);
            text.Constant(stated);
            text.Constant(","u8);
        }
    }
}
