namespace NextModel.Billing;

/// <summary>One line of arithmetic: tokens times unit price. Lines are disjoint; no token stands in two.</summary>
/// <param name="Item"><c>input</c>, <c>cached_input</c>, <c>cache_write</c>, <c>output</c> or <c>rounding</c>.</param>
/// <param name="Tokens">Tokens of this class; 0 for <c>rounding</c>.</param>
/// <param name="UnitPrice">Price per 1,000,000 tokens; 0 for <c>rounding</c>.</param>
/// <param name="Amount">Exact: tokens × unit price ÷ 1,000,000. Of <c>rounding</c>: what rounding added, or, negative, took away.</param>
public readonly record struct ChargeLine(string Item, long Tokens, decimal UnitPrice, decimal Amount);
