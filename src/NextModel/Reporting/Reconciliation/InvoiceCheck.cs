namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Whether an invoice is the sum of its usage, graded twice: strictly, as a sum that is rounded once; and by FOCUS 1.4's tolerance
/// (appendix "Rounding Variance Tolerance"), whose floor of a hundred subunits hides everything on a small bill.
/// </summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Usage">Sum of the usage rows, exact.</param>
/// <param name="Rows">How many rows that were.</param>
/// <param name="Amount">What the invoice says, without tax.</param>
public sealed record InvoiceCheck(string Currency, decimal Usage, long Rows, decimal Amount)
{
    private decimal Subunit => Currency is "JPY" or "KRW" or "VND" ? 1m : 0.01m;

    /// <summary>The invoice less the sum.</summary>
    public decimal Delta => Amount - Usage;

    /// <summary>At most half a subunit, after the sum was rounded once, half-even.</summary>
    public bool IsStrict => Math.Abs(Amount - (decimal.Round(Usage / Subunit, 0, MidpointRounding.ToEven) * Subunit)) <= Subunit / 2;

    /// <summary>At most max(100 subunits, 0.5 · √rows subunits).</summary>
    public bool IsFocus => Math.Abs(Delta) <= 100 * Subunit || 4 * Delta * Delta <= Subunit * Subunit * Rows;
}
