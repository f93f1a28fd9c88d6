namespace NextModel.Billing;

/// <summary>One line of arithmetic: tokens times unit price. Lines are disjoint; no token stands in two.</summary>
/// <param name="Item"><c>input</c>, <c>cached_input</c>, <c>cache_write</c>, <c>cache_write_long</c>, <c>audio_input</c>, <c>output</c>, <c>reasoning</c>, <c>rounding</c> or <c>overage_not_charged</c>.</param>
/// <param name="Tokens">Tokens of this class; 0 for the last two.</param>
/// <param name="UnitPrice">Price per 1,000,000 tokens; 0 for the last two.</param>
/// <param name="Amount">Exact: tokens × unit price ÷ 1,000,000. Of <c>rounding</c>: what rounding added, or, negative, took away. Of <c>overage_not_charged</c>: less than 0, what a reservation did not cover.</param>
public readonly record struct ChargeLine(string Item, long Tokens, decimal UnitPrice, decimal Amount);
