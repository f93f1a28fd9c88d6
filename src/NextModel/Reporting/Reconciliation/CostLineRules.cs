namespace NextModel.Reporting.Reconciliation;

/// <summary>Decides the class of one line of money; the first rule that fits.</summary>
internal sealed class CostLineRules(ReconciliationParameters parameters)
{
    private readonly long _finalThrough = parameters.FinalThrough?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    /// <summary>One line, or one for each currency where there are several.</summary>
    public IEnumerable<ReconciliationLine> Decide(CostScope scope, long end)
    {
        var both = scope.Money.Where(money => money.Value is { Ours: not null, Provider: not null }).ToList();
        var ours = scope.Money.Where(money => money.Value.Provider is null && money.Value.Ours != 0).ToList();
        var provider = scope.Money.Where(money => money.Value.Ours is null && money.Value.Provider != 0).ToList();

        // Each side has money in a currency that the other does not have: nothing tells which belongs to which.
        if (ours.Count > 0 && provider.Count > 0)
        {
            yield return Line(scope, null) with
            {
                Class = DifferenceClass.CurrencyMismatch,
                Confidence = Confidence.Low,
                Currency = provider[0].Key,
            };
            ours.Clear();
            provider.Clear();
        }

        foreach (var (currency, money) in both)
        {
            yield return Compare(scope, currency, money.Ours!.Value, money.Provider!.Value, end);
        }

        foreach (var (currency, money) in ours.Concat(provider))
        {
            yield return Compare(scope, currency, money.Ours, money.Provider, end);
        }

        if (both.Count + ours.Count + provider.Count == 0 && scope.Money.Count > 0
            && scope.Money.All(money => money.Value.Ours is null or 0 && money.Value.Provider is null or 0))
        {
            yield return Line(scope, scope.Money.Keys.First()) with { Class = DifferenceClass.Nil };
        }
    }

    private ReconciliationLine Compare(CostScope scope, string currency, decimal? ours, decimal? provider, long end)
    {
        var delta = (provider ?? 0) - (ours ?? 0);
        var line = Line(scope, currency) with { Ours = ours ?? 0, Provider = provider ?? 0 };
        if (scope.AttemptCount == 0 || ours is null)
        {
            return line with { Class = delta == 0 ? DifferenceClass.Nil : DifferenceClass.MissingHere, VolumeEffect = delta, PriceEffect = 0 };
        }

        if (provider is null)
        {
            return line with
            {
                Class = end > _finalThrough ? DifferenceClass.Pending : DifferenceClass.MissingAtProvider,
                Confidence = end > _finalThrough ? Confidence.Low : Confidence.High,
                VolumeEffect = delta,
                PriceEffect = 0,
            };
        }

        var (all, matched, equal) = scope.TokenLines;
        var price = delta - scope.VolumeEffect;
        return line with
        {
            Confidence = all > 0 && matched == all ? Confidence.High : Confidence.Medium,
            VolumeEffect = scope.VolumeEffect,
            PriceEffect = price,
            Class = provider == 0 && ours != 0 && all > 0 && equal == all ? DifferenceClass.FreeTier
                : price == 0 ? DifferenceClass.Matched
                : scope.Unpriced > 0 ? DifferenceClass.Unpriced
                : IsRounding(price, scope.AttemptCount) ? DifferenceClass.Rounding
                : DifferenceClass.PriceDrift,
        };
    }

    // At most max(q, 0.5·q·√n): amounts that are rounded each for itself drift apart like a random walk. Squared, so that it stays exact.
    private bool IsRounding(decimal price, long attempts)
    {
        var (size, quantum) = (Math.Abs(price), parameters.CostQuantum);
        return size <= quantum || (size < 1_000_000m && 4m * size * size <= quantum * quantum * attempts);
    }

    private static ReconciliationLine Line(CostScope scope, string? currency) => new()
    {
        Kind = LineKind.Cost,
        Class = DifferenceClass.Matched,
        Confidence = Confidence.High,
        Currency = currency,
        Receipts = scope.Receipts,
        AttemptCount = scope.AttemptCount,
    };
}
