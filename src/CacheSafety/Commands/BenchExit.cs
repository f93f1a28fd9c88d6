using CacheSafety.Gating;

namespace CacheSafety.Commands;

/// <summary>Exit codes of every command of the bench; documented in docs/guides/cachesafety-in-ci.md.</summary>
public static class BenchExit
{
    public const int Passed = 0;

    /// <summary>The gate failed: a bad hit, a lie in a header, a missed must-hit.</summary>
    public const int GateFailed = 1;

    /// <summary>The evidence is not enough: coverage, undetermined verdicts, dead controls, too few traps.</summary>
    public const int Inconclusive = 2;

    /// <summary>The command line, a file or the configuration of the target is wrong; a refused key is that too.</summary>
    public const int Usage = 3;

    /// <summary>The target does not answer.</summary>
    public const int Unreachable = 4;

    public static int Of(string outcome) => outcome switch
    {
        Gate.Passed => Passed,
        Gate.Failed => GateFailed,
        _ => Inconclusive,
    };
}
