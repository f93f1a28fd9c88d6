namespace NextModel.Ledger;

/// <summary>Something that is wrong, and where.</summary>
/// <param name="Where">Such as <c>line 7</c>; empty where there is only one place.</param>
/// <param name="Problem">What.</param>
public sealed record VerificationFinding(string Where, ReceiptProblem Problem)
{
    public override string ToString() => Where.Length == 0 ? $"{Problem.Wire}: {Problem.Message}" : $"{Where}: {Problem.Wire}: {Problem.Message}";
}
