namespace NextModel.Routing;

/// <summary>What half a window of a breaker has seen.</summary>
internal struct HealthTally
{
    public int Good;
    public int Bad;

    /// <summary>Whose attempts began well or failed.</summary>
    public TenantSet Seen;

    /// <summary>Whose attempts failed.</summary>
    public TenantSet Blamed;

    public static HealthTally operator +(HealthTally left, HealthTally right)
    {
        left.Good += right.Good;
        left.Bad += right.Bad;
        left.Seen.Add(right.Seen);
        left.Blamed.Add(right.Blamed);
        return left;
    }
}
