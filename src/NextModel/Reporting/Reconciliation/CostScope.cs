namespace NextModel.Reporting.Reconciliation;

/// <summary>Money of one model, or of all, in one stretch of time.</summary>
internal sealed class CostScope
{
    private readonly List<string> _receipts = [];

    /// <summary>By currency, both sides; a side that is not there is null.</summary>
    public SortedDictionary<string, (decimal? Ours, decimal? Provider)> Money { get; } = new(StringComparer.Ordinal);

    public long AttemptCount { get; private set; }

    /// <summary>Attempts whose price was not known.</summary>
    public long Unpriced { get; private set; }

    /// <summary>Part of the difference that comes of other tokens.</summary>
    public decimal VolumeEffect { get; set; }

    /// <summary>Lines of tokens in this stretch, and how many of them match, and have the same tokens.</summary>
    public (int All, int Matched, int Equal) TokenLines { get; set; }

    public IReadOnlyList<string> Receipts => _receipts;

    public void Expect(ExpectedAttempt attempt, int sign)
    {
        AttemptCount += sign;
        Unpriced += attempt.Cost is null ? sign : 0;
        var money = Money.GetValueOrDefault(attempt.Currency);
        Money[attempt.Currency] = money with { Ours = (money.Ours ?? 0) + (sign * (attempt.Cost ?? 0)) };
        if (sign > 0 && _receipts.Count < TokenLine.MaxReceipts && (_receipts.Count == 0 || _receipts[^1] != attempt.Receipt))
        {
            _receipts.Add(attempt.Receipt);
        }
    }

    public void Charge(string currency, decimal amount)
    {
        var money = Money.GetValueOrDefault(currency);
        Money[currency] = money with { Provider = (money.Provider ?? 0) + amount };
    }
}
