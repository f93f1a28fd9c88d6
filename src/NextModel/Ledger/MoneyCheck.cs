using System.Numerics;
using System.Text;
using NextModel.Billing;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>
/// The arithmetic of one receipt in whole numbers of one kind: every figure is a whole number of a negative power of ten, so nothing is
/// rounded but where the rules say so.
/// </summary>
/// <typeparam name="T">What it reckons in. One of limited size throws <see cref="OverflowException"/> where it would not be exact.</typeparam>
internal ref struct MoneyCheck<T>
    where T : IBinaryInteger<T>
{
    private const int MaxDigits = 64;
    private const int MaxScale = 36;

    // As many as 64 bits hold.
    private const int ChunkDigits = 18;

    // Of ten.
    private static readonly T[] Powers = [.. Enumerable.Range(0, MaxScale + 1).Select(exponent => T.CreateChecked(BigInteger.Pow(10, exponent)))];
    private static readonly T Million = Powers[6];

    private readonly JsonCursor _billing;
    private readonly int _scale;
    private readonly T _one;
    private readonly T _nano;
    private T _exact = T.Zero;
    private T _rounding = T.Zero;
    private T _overage = T.Zero;
    private long _tokens;

    /// <param name="billing">The member of the receipt.</param>
    /// <param name="scale">Decimals of a figure, 9 to 36.</param>
    public MoneyCheck(JsonCursor billing, int scale)
    {
        _billing = billing;
        _scale = scale;
        _one = Powers[scale];
        _nano = Powers[scale - Money.Decimals];
    }

    /// <summary>What does not add up, or null.</summary>
    public string? Run(JsonCursor usage) => CheckLines() ?? CheckCondition(usage) ?? CheckAmounts(usage);

    private string? CheckLines()
    {
        var price = _billing["price"u8];
        var (isRounded, isCapped) = (false, false);
        foreach (var line in _billing["lines"u8].Children)
        {
            var item = line.Value["item"u8];
            var isOverage = item.TextEquals("overage_not_charged"u8);
            if (isCapped || (isRounded && !isOverage) || !line.Value["tokens"u8].TryGetInt64(out var tokens) || tokens < 0
                || !TryRead(line.Value["unit_price"u8], out var unitPrice) || !TryRead(line.Value["amount"u8], out var amount))
            {
                return "A line of 'billing.lines' is malformed, or stands after the rounding or the overage.";
            }

            if (isOverage)
            {
                isCapped = true;
                _overage = amount;
                if (!T.IsNegative(amount) || tokens != 0 || unitPrice != T.Zero)
                {
                    return "The overage that is not charged takes nothing away.";
                }

                continue;
            }

            if (item.TextEquals("rounding"u8))
            {
                isRounded = true;
                _rounding = amount;
                continue;
            }

            if (!TryRead(PriceOf(price, item), out var listed) || listed != unitPrice)
            {
                return $"The line '{item.GetString()}' is not at the price the receipt names.";
            }

            var quantity = line.Value["quantity"u8];
            if (quantity.Kind != JsonKind.None)
            {
                if (tokens != 0 || !quantity.TryGetInt64(out var units) || units <= 0 || amount != AmountOf(item, unitPrice, units))
                {
                    return $"The line '{item.GetString()}' is not its quantity at its unit price.";
                }

                _exact = checked(_exact + amount);
                continue;
            }

            if (IsUnits(item) || checked(amount * Million) != checked(unitPrice * T.CreateChecked(tokens)))
            {
                return $"The line '{item.GetString()}' is not tokens × unit price ÷ 1,000,000.";
            }

            _exact = checked(_exact + amount);
            _tokens += tokens;
        }

        return null;
    }

    // A price for long requests is for a long request.
    private readonly string? CheckCondition(JsonCursor usage)
    {
        var above = _billing["price"u8]["input_above"u8];
        return above.Kind == JsonKind.None
            || (above.TryGetInt64(out var threshold) && usage["input_tokens"u8].TryGetInt64(out var input) && input > threshold)
                ? null
                : "The price is for requests with more input tokens than this one has.";
    }

    private readonly string? CheckAmounts(JsonCursor usage)
    {
        if (!TryRead(_billing["amount"u8], out var amount) || !TryRead(_billing["list_amount"u8], out var list)
            || !TryRead(_billing["discount"u8], out var discount) || !TryRead(_billing["discount_rate"u8], out var discountRate)
            || discountRate > _one || !TryConvert(out var converted))
        {
            return "Members of 'billing' are missing or malformed, or its rate is not between its two currencies.";
        }

        if (list != RoundHalfEven(converted))
        {
            return $"The lines come to {Spell(RoundHalfEven(converted))}, 'list_amount' says {Spell(list)}.";
        }

        if (amount != checked(list - discount + _overage) || T.IsNegative(amount) || T.IsNegative(discount))
        {
            return $"{Spell(list)} less a discount of {Spell(discount)} is not {Spell(amount)}.";
        }

        var (net, rest) = T.DivRem(checked(converted * (_one - discountRate)), _one);
        if (rest != T.Zero || checked(amount - _overage) != RoundHalfEven(net))
        {
            return $"{Spell(list)} less {Spell(discountRate)} of it is not {Spell(amount)}.";
        }

        if (_rounding != checked(amount - _overage - net))
        {
            return "The line 'rounding' is not what rounding to 10⁻⁹ took or gave.";
        }

        return _tokens != 0 && (!usage["billable_tokens"u8].TryGetInt64(out var billable) || billable != _tokens)
            ? $"The lines price {_tokens} tokens; 'usage.billable_tokens' says otherwise."
            : null;
    }

    // Lines are in the price's currency, amounts in the ledger's.
    private readonly bool TryConvert(out T converted)
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

        (converted, var rest) = T.DivRem(checked(_exact * rate), _one);
        return rest == T.Zero;
    }

    // Writing to a provider's prompt cache is input at the input price, unless it has a figure of its own.
    private static JsonCursor PriceOf(JsonCursor price, JsonCursor item) =>
        item.TextEquals("input"u8) ? price["input"u8]
        : item.TextEquals("output"u8) ? price["output"u8]
        : item.TextEquals("cached_input"u8) ? price["cached_input"u8]
        : item.TextEquals("cache_write"u8) ? price["cache_write"u8] is { IsNullOrMissing: false } own ? own : price["input"u8]
        : item.TextEquals("cache_write_long"u8) ? price["cache_write_long"u8]
        : item.TextEquals("audio_input"u8) ? price["audio_input"u8]
        : item.TextEquals("image_input"u8) ? price["image_input"u8]
        : item.TextEquals("reasoning"u8) ? price["reasoning"u8]
        : item.TextEquals("images"u8) ? price["image"u8]
        : item.TextEquals("audio_seconds"u8) ? price["minute"u8]
        : item.TextEquals("characters"u8) ? price["million_characters"u8]
        : default;

    private static bool IsUnits(JsonCursor item) => item.TextEquals("images"u8) || item.TextEquals("audio_seconds"u8) || item.TextEquals("characters"u8);

    // Less than nothing, which no line of units is, for an item that is none of them.
    private readonly T AmountOf(JsonCursor item, T unitPrice, long units)
    {
        var whole = checked(unitPrice * T.CreateChecked(units));
        if (item.TextEquals("images"u8))
        {
            return whole;
        }

        if (item.TextEquals("audio_seconds"u8))
        {
            var step = Powers[_scale - ChargeCalculator.DecimalsOfSeconds];
            return checked(RoundedQuotient(whole, T.CreateChecked(60) * step) * step);
        }

        var (amount, rest) = T.DivRem(whole, Million);
        return item.TextEquals("characters"u8) && rest == T.Zero ? amount : -T.One;
    }

    private readonly T RoundHalfEven(T exact) => checked(RoundedQuotient(exact, _nano) * _nano);

    private static T RoundedQuotient(T dividend, T divisor)
    {
        var (whole, rest) = T.DivRem(dividend, divisor);
        var twice = rest + rest;
        return checked(twice > divisor || (twice == divisor && !T.IsEvenInteger(whole)) ? whole + T.One : whole);
    }

    // -?digits[.digits], as receipts spell money.
    private readonly bool TryRead(JsonCursor value, out T figure)
    {
        figure = T.Zero;
        if (value.Kind != JsonKind.String)
        {
            return false;
        }

        var text = value.Raw[1..^1];
        text = text.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(value.GetString()!) : text;
        if (text.Length > MaxDigits)
        {
            return false;
        }

        var isNegative = text.StartsWith((byte)'-');
        text = isNegative ? text[1..] : text;
        var point = text.IndexOf((byte)'.');
        var places = point < 0 ? 0 : text.Length - point - 1;
        if (text.IsEmpty || point == text.Length - 1 || places > _scale)
        {
            return false;
        }

        if (!TryAdd(point < 0 ? text : text[..point], ref figure) || (point >= 0 && !TryAdd(text[(point + 1)..], ref figure)))
        {
            return false;
        }

        figure = checked(figure * Powers[_scale - places]);
        figure = isNegative ? -figure : figure;
        return true;
    }

    // Digits behind those that are there already.
    private static bool TryAdd(ReadOnlySpan<byte> digits, ref T figure)
    {
        if (digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        while (!digits.IsEmpty)
        {
            var part = digits[..Math.Min(ChunkDigits, digits.Length)];
            var value = 0UL;
            foreach (var digit in part)
            {
                value = (value * 10) + (uint)(digit - '0');
            }

            figure = checked((figure * Powers[part.Length]) + T.CreateChecked(value));
            digits = digits[part.Length..];
        }

        return true;
    }

    private readonly string Spell(T figure)
    {
        var nanos = figure / _nano;
        return T.Abs(nanos) <= T.CreateChecked(long.MaxValue) ? Money.FormatNanos(long.CreateChecked(nanos)) : "more than can be";
    }
}
