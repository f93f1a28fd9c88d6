using CacheSafety.Cases;

namespace CacheSafety.Scoring;

/// <summary>One case, put to one cache.</summary>
public sealed record CaseOutcome
{
    public required Case Case { get; init; }

    public required Verdict Verdict { get; init; }

    /// <summary>True when the new request came first and the old one was the probe.</summary>
    public bool IsReversed { get; init; }

    /// <summary>Which entry was served: <c>own</c>, or the id of another case; null for a miss.</summary>
    public string? ServedFrom { get; init; }

    /// <summary>The entry that also answers the case's first request, whoever filled it: the cache takes the two for one.</summary>
    public bool IsOwnEntry { get; init; }

    public string? Layer { get; init; }

    public double? Similarity { get; init; }

    /// <summary>Why it was not a hit, or what was wrong with it.</summary>
    public string? Reason { get; init; }

    /// <summary>The hit came as JSON where a stream was asked for, or the other way round.</summary>
    public bool IsWrongFormat { get; init; }

    /// <summary>What the target said of it: true for a hit, false for a fresh answer, null when it said nothing.</summary>
    public bool? Claim { get; init; }

    /// <summary>Time to the first byte of the answer; null where nothing was sent.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>Hit or miss: it counts.</summary>
    public bool IsTested => Verdict is Verdict.Hit or Verdict.Miss or Verdict.Undetermined;

    /// <summary>A hit that must not be: on a trap, in the wrong format, or from another case's entry.</summary>
    public bool IsBad => Verdict == Verdict.Hit && (!Case.Label.Reusable || IsWrongFormat || ServedFrom != "own");

    /// <summary>A hit that is right.</summary>
    public bool IsSafe => Verdict == Verdict.Hit && !IsBad;
}
