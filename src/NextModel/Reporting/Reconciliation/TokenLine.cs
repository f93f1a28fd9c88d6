namespace NextModel.Reporting.Reconciliation;

/// <summary>One model, and key, in one stretch of time: what the provider counted and what the receipts hold.</summary>
internal sealed class TokenLine(long start, long end, string? model, string? key)
{
    /// <summary>Receipts a line names.</summary>
    public const int MaxReceipts = 20;

    // Of one boundary; a stretch with more near it is not searched for calls at the other side.
    private const int MaxNearBoundary = 10_000;
    private const int MaxRetries = 1000;

    private readonly List<ExpectedAttempt> _early = [];
    private readonly List<ExpectedAttempt> _late = [];
    private readonly List<ExpectedAttempt> _retried = [];
    private readonly List<string> _receipts = [];

    public long Start => start;

    public long End => end;

    public string? Model => model;

    public string? Key => key;

    public ProviderRow? Provider { get; set; }

    public TokenClasses Ours { get; private set; }

    /// <summary>Attempts that are expected on the bill.</summary>
    public long Expected { get; private set; }

    /// <summary>All attempts, failed ones too.</summary>
    public long AttemptCount { get; private set; }

    /// <summary>Cut streams that only we counted.</summary>
    public long Aborts { get; private set; }

    public TokenClasses AbortedTokens { get; private set; }

    /// <summary>Most output those can have had; null when one had no bound.</summary>
    public long? AbortBound { get; private set; } = 0;

    public IReadOnlyList<string> Receipts => _receipts;

    /// <summary>Failed attempts whose receipt has one that ended well, earliest first.</summary>
    public IReadOnlyList<ExpectedAttempt> Retried => _retried;

    /// <summary>Attempts that may belong before the stretch, earliest end first.</summary>
    public IReadOnlyList<ExpectedAttempt> Early => _early.Count < MaxNearBoundary ? _early : [];

    /// <summary>Attempts that may belong after it, latest end first.</summary>
    public IEnumerable<ExpectedAttempt> Late => _late.Count < MaxNearBoundary ? Enumerable.Reverse(_late) : [];

    public TokenClasses Delta => (Provider?.Tokens ?? default) - Ours;

    /// <summary>Null when the provider does not count requests.</summary>
    public long? RequestsDelta => Provider is null ? -Expected : Provider.Requests is { } requests ? requests - Expected : null;

    /// <summary>Takes the attempts in the order of their ends.</summary>
    public void Add(ExpectedAttempt attempt, TokenGrouping grouping, long edge)
    {
        AttemptCount++;
        if (_receipts.Count < MaxReceipts && (_receipts.Count == 0 || _receipts[^1] != attempt.Receipt))
        {
            _receipts.Add(attempt.Receipt);
        }

        if (!attempt.IsExpected)
        {
            if (attempt.Sibling is not null && _retried.Count < MaxRetries)
            {
                _retried.Add(attempt);
            }

            return;
        }

        var tokens = grouping.Group(attempt.Tokens);
        Ours += tokens;
        Expected++;
        if (attempt.IsEstimatedAbort)
        {
            Aborts++;
            AbortedTokens += tokens;
            AbortBound = AbortBound is { } sum && attempt.MaxOutput is { } bound ? checked(sum + bound) : null;
        }

        if ((attempt.End <= start + edge || attempt.Start < start) && _early.Count < MaxNearBoundary)
        {
            _early.Add(attempt);
        }

        if (attempt.End >= end - edge && _late.Count < MaxNearBoundary)
        {
            _late.Add(attempt);
        }
    }
}
