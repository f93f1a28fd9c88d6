namespace NextModel.Ledger;

/// <summary>What verifying many receipts came to. Keeps the first findings and counts the rest, so that it stays small however much is wrong.</summary>
public sealed class VerificationReport
{
    /// <summary>Findings that are kept.</summary>
    public const int MaxKept = 20;

    private readonly List<VerificationFinding> _first = [];
    private readonly SortedDictionary<ReceiptProblemCode, long> _byCode = [];

    /// <summary>Receipts that were looked at.</summary>
    public long Receipts { get; private set; }

    /// <summary>Everything that is wrong.</summary>
    public long Problems { get; private set; }

    /// <summary>The first things that are wrong, in the order in which they stand.</summary>
    public IReadOnlyList<VerificationFinding> First => _first;

    /// <summary>How often each code was found.</summary>
    public IReadOnlyDictionary<ReceiptProblemCode, long> ByCode => _byCode;

    /// <summary>True when something was looked at and nothing is wrong.</summary>
    public bool IsGenuine => Problems == 0 && Receipts > 0;

    public void Count(long receipts) => Receipts += receipts;

    /// <param name="where">Such as <c>line 7</c>; empty where there is only one place.</param>
    /// <param name="problem">What is wrong there.</param>
    public void Note(string where, ReceiptProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Problems++;
        _byCode[problem.Code] = _byCode.GetValueOrDefault(problem.Code) + 1;
        if (_first.Count < MaxKept)
        {
            _first.Add(new VerificationFinding(where, problem));
        }
    }
}
