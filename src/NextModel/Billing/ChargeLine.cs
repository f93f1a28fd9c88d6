namespace NextModel.Billing;

/// <summary>One line of arithmetic: tokens, or other units, times unit price. Lines are disjoint; no token stands in two.</summary>
/// <param name="Item"><c>input</c>, <c>cached_input</c>, <c>cache_write</c>, <c>cache_write_long</c>, <c>audio_input</c>, <c>image_input</c>, <c>images</c>, <c>audio_seconds</c>, <c>characters</c>, <c>output</c>, <c>reasoning</c>, <c>rounding</c> or <c>overage_not_charged</c>.</param>
/// <param name="Tokens">Tokens of this class; 0 for units that are none, and for the last two.</param>
/// <param name="UnitPrice">Price per 1,000,000 tokens or characters, per image or per minute; 0 for the last two.</param>
/// <param name="Amount">Exact: tokens × unit price ÷ 1,000,000, and so of characters; images × unit price; seconds × unit price ÷ 60, rounded half-even to 12 decimals. Of <c>rounding</c>: what rounding added, or, negative, took away. Of <c>overage_not_charged</c>: less than 0, what a reservation did not cover.</param>
public readonly record struct ChargeLine(string Item, long Tokens, decimal UnitPrice, decimal Amount)
{
    /// <summary>Images, seconds or characters; 0 for lines of tokens.</summary>
    public long Quantity { get; init; }
}
