using CacheSafety.Cases;

namespace CacheSafety.Costing;

/// <summary>What a wrong answer costs whoever gets it, in USD. Assumptions, printed with every figure that rests on them.</summary>
public sealed record Penalties(decimal Minor, decimal Major, decimal Critical)
{
    public static Penalties Default { get; } = new(0.05m, 1m, 50m);

    public decimal Of(Severity severity) => severity switch
    {
        Severity.Critical => Critical,
        Severity.Major => Major,
        Severity.Minor => Minor,
        _ => 0m,
    };
}
