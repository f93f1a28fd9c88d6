namespace NextModel.Reporting.Reconciliation;

/// <summary>Tokens in four classes that do not overlap.</summary>
/// <param name="Input">Input that was neither read from nor written to the provider's cache.</param>
/// <param name="CacheRead">Input read from the provider's cache.</param>
/// <param name="CacheWrite">Input written to the provider's cache.</param>
/// <param name="Output">All output, reasoning included.</param>
public readonly record struct TokenClasses(long Input, long CacheRead, long CacheWrite, long Output)
{
    public long AllInput => checked(Input + CacheRead + CacheWrite);

    public long Total => checked(AllInput + Output);

    public bool IsZero => this == default;

    /// <summary>Sum of the sizes of all classes, whatever their signs.</summary>
    public long Magnitude => checked(Math.Abs(Input) + Math.Abs(CacheRead) + Math.Abs(CacheWrite) + Math.Abs(Output));

    public bool HasNegative => Input < 0 || CacheRead < 0 || CacheWrite < 0 || Output < 0;

    public bool HasPositive => Input > 0 || CacheRead > 0 || CacheWrite > 0 || Output > 0;

    public static TokenClasses operator +(TokenClasses left, TokenClasses right) => checked(new(
        left.Input + right.Input, left.CacheRead + right.CacheRead, left.CacheWrite + right.CacheWrite, left.Output + right.Output));

    public static TokenClasses operator -(TokenClasses left, TokenClasses right) => checked(new(
        left.Input - right.Input, left.CacheRead - right.CacheRead, left.CacheWrite - right.CacheWrite, left.Output - right.Output));

    public static TokenClasses operator -(TokenClasses value) => default(TokenClasses) - value;

    public static TokenClasses Add(TokenClasses left, TokenClasses right) => left + right;

    public static TokenClasses Subtract(TokenClasses left, TokenClasses right) => left - right;

    public static TokenClasses Negate(TokenClasses value) => -value;
}
