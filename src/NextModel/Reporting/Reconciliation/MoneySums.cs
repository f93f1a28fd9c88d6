namespace NextModel.Reporting.Reconciliation;

/// <summary>Money of several lines in one currency. Exact.</summary>
/// <param name="Lines">How many.</param>
/// <param name="Ours">What the receipts expect.</param>
/// <param name="Provider">What the provider charged.</param>
/// <param name="Gross">Sum of the sizes of the lines' differences, so that two that cancel out still show.</param>
public readonly record struct MoneySums(long Lines, decimal Ours, decimal Provider, decimal Gross)
{
    /// <summary>The provider's sum less ours.</summary>
    public decimal Delta => Provider - Ours;

    public static MoneySums operator +(MoneySums left, MoneySums right) =>
        new(left.Lines + right.Lines, left.Ours + right.Ours, left.Provider + right.Provider, left.Gross + right.Gross);

    public static MoneySums Add(MoneySums left, MoneySums right) => left + right;
}
