namespace CacheSafety.Scoring;

/// <summary>K of N.</summary>
public readonly record struct Rate(int K, int N)
{
    /// <summary>Null when there is nothing to divide by.</summary>
    public double? Value => N == 0 ? null : (double)K / N;

    public override string ToString() => $"{K}/{N}";
}
