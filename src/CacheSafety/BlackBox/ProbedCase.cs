using CacheSafety.Cases;

namespace CacheSafety.BlackBox;

/// <summary>What is known of a case during a pass.</summary>
internal sealed class ProbedCase(Case one, bool isReversed, string salt)
{
    private readonly HashSet<long> _served = [];

    public Case Case { get; } = one;

    /// <summary>The request whose answer is stored.</summary>
    public CaseRequest First { get; } = isReversed ? one.New : one.Old;

    /// <summary>The request that is the probe.</summary>
    public CaseRequest Second { get; } = isReversed ? one.Old : one.New;

    public ReadOnlyMemory<byte> FirstBody { get; } = Salt.Into((isReversed ? one.New : one.Old).Body, salt);

    public ReadOnlyMemory<byte> SecondBody { get; } = Salt.Into((isReversed ? one.Old : one.New).Body, salt);

    /// <summary>The first request was served again: the cache works for it.</summary>
    public bool IsControlLive { get; set; }

    /// <summary>Why it was not run; null while it may be.</summary>
    public string? NotRun { get; set; }

    /// <summary>What came of the probe; null before.</summary>
    public Sighting? Probe { get; set; }

    /// <summary>The first request forbids storing, so that its control must not hit.</summary>
    public bool ForbidsStoring { get; } =
        (isReversed ? one.New : one.Old).Headers.Any(header => header.Value.Contains("no-store", StringComparison.OrdinalIgnoreCase));

    /// <summary>Notes that this generation answered the first request.</summary>
    public void Served(Generation origin) => _served.Add(origin.Sequence);

    /// <summary>The entry that answers the first request.</summary>
    public bool IsOwn(Generation origin) => _served.Contains(origin.Sequence);
}
