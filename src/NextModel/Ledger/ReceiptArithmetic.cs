using System.Globalization;
using System.Numerics;
using NextModel.Billing;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>
/// Recomputes the money of a receipt from the receipt alone, by the rules of docs/reference/receipt.md. Whole numbers of any size over a
/// power of ten, so nothing is rounded but where the rules say so.
/// </summary>
internal sealed class ReceiptArithmetic
{
    // Every figure is a whole number of 10⁻³⁶: 28 decimals of a decimal and eight to spare.
    private const int Scale = 36;
    private const int MaxDigits = 64;
    private const string Overage = "overage_not_charged";

    private static readonly BigInteger One = BigInteger.Pow(10, Scale);
    private static readonly BigInteger Nano = BigInteger.Pow(10, Scale - Money.Decimals);

    private readonly JsonCursor _billing;
    private BigInteger _exact;
    private BigInteger _rounding;
    private BigInteger _overage;
    private long _tokens;

    private ReceiptArithmetic(JsonCursor billing) => _billing = billing;

    /// <summary>What does not add up, or null.</summary>
    public static string? Check(JsonCursor billing, JsonCursor usage)
    {
        var arithmetic = new ReceiptArithmetic(billing);
        return arithmetic.CheckLines() ?? arithmetic.CheckCondition(usage) ?? arithmetic.CheckAmounts(usage);
    }

    private string? CheckLines()
    {
        var price = _billing["price"u8];
        var (isRounded, isCapped) = (false, false);
        foreach (var line in _billing["lines"u8].Children)
        {
            var item = line.Value["item"u8].GetString();
            if (isCapped || (isRounded && item != Overage) || !line.Value["tokens"u8].TryGetInt64(out var tokens) || tokens < 0
                || !TryRead(line.Value["unit_price"u8], out var unitPrice) || !TryRead(line.Value["amount"u8], out var amount))
            {
                return "A line of 'billing.lines' is malformed, or stands after the rounding or the overage.";
            }

            if (item == Overage)
            {
                isCapped = true;
                _overage = amount;
                if (amount >= 0 || tokens != 0 || !unitPrice.IsZero)
                {
                    return "The overage that is not charged takes nothing away.";
                }

                continue;
            }

            if (item == "rounding")
            {
                isRounded = true;
                _rounding = amount;
                continue;
            }

            if (!TryRead(PriceOf(price, item), out var listed) || listed != unitPrice)
            {
                return $"The line '{item}' is not at the price the receipt names.";
            }

            if (amount * 1_000_000 != unitPrice * tokens)
            {
                return $"The line '{item}' is not tokens × unit price ÷ 1,000,000.";
            }

            _exact += amount;
            _tokens += tokens;
        }

        return null;
    }

    // A price for long requests is for a long request.
    private string? CheckCondition(JsonCursor usage)
    {
        var above = _billing["price"u8]["input_above"u8];
        return above.Kind == JsonKind.None
            || (above.TryGetInt64(out var threshold) && usage["input_tokens"u8].TryGetInt64(out var input) && input > threshold)
                ? null
                : "The price is for requests with more input tokens than this one has.";
    }

    private string? CheckAmounts(JsonCursor usage)
    {
        if (!TryRead(_billing["amount"u8], out var amount) || !TryRead(_billing["list_amount"u8], out var list)
            || !TryRead(_billing["discount"u8], out var discount) || !TryRead(_billing["discount_rate"u8], out var discountRate)
            || discountRate > One || !TryConvert(out var converted))
        {
            return "Members of 'billing' are missing or malformed, or its rate is not between its two currencies.";
        }

        if (list != RoundHalfEven(converted))
        {
            return $"The lines come to {Spell(RoundHalfEven(converted))}, 'list_amount' says {Spell(list)}.";
        }

        if (amount != list - discount + _overage || amount < 0 || discount < 0)
        {
            return $"{Spell(list)} less a discount of {Spell(discount)} is not {Spell(amount)}.";
        }

        var net = BigInteger.DivRem(converted * (One - discountRate), One, out var rest);
        if (!rest.IsZero || amount - _overage != RoundHalfEven(net))
        {
            return $"{Spell(list)} less {Spell(discountRate)} of it is not {Spell(amount)}.";
        }

        if (_rounding != amount - _overage - net)
        {
            return "The line 'rounding' is not what rounding to 10⁻⁹ took or gave.";
        }

        return _tokens != 0 && (!usage["billable_tokens"u8].TryGetInt64(out var billable) || billable != _tokens)
            ? $"The lines price {_tokens} tokens; 'usage.billable_tokens' says otherwise."
            : null;
    }

    // Lines are in the price's currency, amounts in the ledger's.
    private bool TryConvert(out BigInteger converted)
    {
        converted = _exact;
        var fx = _billing["fx"u8];
        var price = _billing["price"u8];
        if (fx.Kind == JsonKind.Null)
        {
            return price.Kind == JsonKind.Null || price["currency"u8].GetString() == _billing["currency"u8].GetString();
        }

        if (!TryRead(fx["rate"u8], out var rate) || fx["from"u8].GetString() != price["currency"u8].GetString()
            || fx["to"u8].GetString() != _billing["currency"u8].GetString())
        {
            return false;
        }

        converted = BigInteger.DivRem(_exact * rate, One, out var rest);
        return rest.IsZero;
    }

    // Writing to a provider's prompt cache is input at the input price, unless it has a figure of its own.
    private static JsonCursor PriceOf(JsonCursor price, string? item) => item switch
    {
        "input" => price["input"u8],
        "cache_write" => price["cache_write"u8].IsNullOrMissing ? price["input"u8] : price["cache_write"u8],
        "cache_write_long" => price["cache_write_long"u8],
        "audio_input" => price["audio_input"u8],
        "cached_input" => price["cached_input"u8],
        "output" => price["output"u8],
        "reasoning" => price["reasoning"u8],
        _ => default,
    };

    private static BigInteger RoundHalfEven(BigInteger exact)
    {
        var whole = BigInteger.DivRem(exact, Nano, out var rest);
        var twice = (rest * 2).CompareTo(Nano);
        return (twice > 0 || (twice == 0 && !whole.IsEven) ? whole + 1 : whole) * Nano;
    }

    // -?digits[.digits], as receipts spell money.
    private static bool TryRead(JsonCursor value, out BigInteger figure)
    {
        figure = default;
        if (value.GetString() is not { Length: > 0 and <= MaxDigits } text)
        {
            return false;
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : text.Length - point - 1;
        var digits = point < 0 ? text : text.Remove(point, 1);
        if (point == text.Length - 1 || places > Scale
            || !BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out figure) || text[0] == '+')
        {
            return false;
        }

        figure *= BigInteger.Pow(10, Scale - places);
        return true;
    }

    private static string Spell(BigInteger figure)
    {
        var nanos = figure / Nano;
        return BigInteger.Abs(nanos) <= long.MaxValue ? Money.FormatNanos((long)nanos) : "more than can be";
    }
}
