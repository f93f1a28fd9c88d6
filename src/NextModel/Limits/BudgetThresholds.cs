using System.Globalization;
using NextModel.Errors;

namespace NextModel.Limits;

/// <summary>Percents of a budget's limit at which somebody wants to be told, in ascending order and each once.</summary>
public sealed class BudgetThresholds : IEquatable<BudgetThresholds>
{
    /// <summary>Most of one budget.</summary>
    public const int Most = 10;

    /// <summary>Highest percent: what only counts may be spent many times over.</summary>
    public const int MostPercent = 1000;

    private BudgetThresholds(int[] percents) => Percents = percents;

    /// <summary>Nobody wants to be told.</summary>
    public static BudgetThresholds None { get; } = new([]);

    public IReadOnlyList<int> Percents { get; }

    /// <summary>The thresholds, or why not; null is none.</summary>
    public static Result<BudgetThresholds> Create(IReadOnlyList<int>? percents)
    {
        if (percents is null || percents.Count == 0)
        {
            return None;
        }

        return percents.Count > Most || percents.Any(p => p is < 1 or > MostPercent) || percents.Distinct().Count() != percents.Count
            ? LimitRules.Bad($"'thresholds' must be at most {Most} different whole percents of the limit from 1 to {MostPercent}, such as [50, 80, 100].", "thresholds")
            : new BudgetThresholds([.. percents.Order()]);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static BudgetThresholds Parse(string text) =>
        text.Length == 0 ? None : new BudgetThresholds([.. text.Split(',').Select(p => int.Parse(p, CultureInfo.InvariantCulture))]);

    /// <summary>Those that an amount has reached.</summary>
    public IEnumerable<int> ReachedBy(long usedNano, long limitNano) => Percents.Where(percent => AmountOf(percent, limitNano) <= usedNano);

    /// <summary>The amount of the next one above <paramref name="usedNano"/>; the largest number there is when there is none.</summary>
    public long NextAbove(long usedNano, long limitNano)
    {
        foreach (var percent in Percents)
        {
            if (AmountOf(percent, limitNano) is var amount && amount > usedNano)
            {
                return amount;
            }
        }

        return long.MaxValue;
    }

    public bool Equals(BudgetThresholds? other) => other is not null && Percents.SequenceEqual(other.Percents);

    public override bool Equals(object? obj) => Equals(obj as BudgetThresholds);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public override string ToString() => string.Join(',', Percents);

    // Rounded up, and never nothing: 0 of 0 is not reached before anything is spent.
    private static long AmountOf(int percent, long limitNano) =>
        (long)Int128.Clamp((((Int128)limitNano * percent) + 99) / 100, 1, long.MaxValue);
}
