namespace NextModel.Credits;

/// <summary>A transfer as it stands in the books.</summary>
/// <param name="Position">Its place among all transfers; later ones have larger numbers.</param>
/// <param name="BalanceNano">The organization's balance after it, in 10⁻⁹ units.</param>
/// <param name="Transfer">The transfer.</param>
public sealed record PostedTransfer(long Position, long BalanceNano, CreditTransfer Transfer);
