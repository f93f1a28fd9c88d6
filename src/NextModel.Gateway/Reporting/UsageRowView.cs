using NextModel.Billing;
using NextModel.Reporting;

namespace NextModel.Gateway.Reporting;

/// <summary>
/// Usage of one group, or of all of them. Of what it is grouped by, and of its interval, only what was asked for is there. Amounts are
/// decimals with 9 places, as text.
/// </summary>
public sealed record UsageRowView
{
    /// <summary>First instant of the interval, as clocks in the time zone show it.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>End of the interval, not included.</summary>
    public DateTimeOffset? End { get; init; }

    public string? Project { get; init; }

    public string? Team { get; init; }

    public string? Key { get; init; }

    public string? Environment { get; init; }

    public string? Workload { get; init; }

    public string? Model { get; init; }

    public string? Source { get; init; }

    public string? ServeMode { get; init; }

    public string? Outcome { get; init; }

    public string? Operation { get; init; }

    public string? UsageSource { get; init; }

    public required string Currency { get; init; }

    public required long Requests { get; init; }

    /// <summary>Cached ones included.</summary>
    public required long InputTokens { get; init; }

    public required long CachedInputTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required long ReasoningTokens { get; init; }

    /// <summary>Charged.</summary>
    public required string Amount { get; init; }

    /// <summary>What the same usage would have cost fresh.</summary>
    public required string ListAmount { get; init; }

    /// <summary>The list amount less the amount.</summary>
    public required string Saved { get; init; }

    internal static UsageRowView Of(string currency, in UsageSums sums) => new()
    {
        Currency = currency,
        Requests = sums.Requests,
        InputTokens = sums.InputTokens,
        CachedInputTokens = sums.CachedInputTokens,
        OutputTokens = sums.OutputTokens,
        ReasoningTokens = sums.ReasoningTokens,
        Amount = Money.FormatNanos(sums.AmountNano),
        ListAmount = Money.FormatNanos(sums.ListAmountNano),
        Saved = Money.FormatNanos(sums.ListAmountNano - sums.AmountNano),
    };

    internal static UsageRowView Of(UsageRow row, IReadOnlyList<UsageDimension> groupBy)
    {
        return Of(row.Currency, row.Sums) with
        {
            Start = row.Start,
            End = row.End,
            Project = Value(UsageDimension.Project),
            Team = Value(UsageDimension.Team),
            Key = Value(UsageDimension.Key),
            Environment = Value(UsageDimension.Environment),
            Workload = Value(UsageDimension.Workload),
            Model = Value(UsageDimension.Model),
            Source = Value(UsageDimension.Source),
            ServeMode = Value(UsageDimension.ServeMode),
            Outcome = Value(UsageDimension.Outcome),
            Operation = Value(UsageDimension.Operation),
            UsageSource = Value(UsageDimension.UsageSource),
        };

        string? Value(UsageDimension dimension) =>
            groupBy.Select((by, i) => (by, i)).Where(one => one.by == dimension).Select(one => row.Group[one.i]).FirstOrDefault();
    }

    /// <summary>What it is grouped under by a dimension's name; null when it is not.</summary>
    public string? Value(string dimension) => UsageWords.ParseDimension(dimension) switch
    {
        UsageDimension.Project => Project,
        UsageDimension.Team => Team,
        UsageDimension.Key => Key,
        UsageDimension.Environment => Environment,
        UsageDimension.Workload => Workload,
        UsageDimension.Model => Model,
        UsageDimension.Source => Source,
        UsageDimension.ServeMode => ServeMode,
        UsageDimension.Outcome => Outcome,
        UsageDimension.Operation => Operation,
        UsageDimension.UsageSource => UsageSource,
        _ => null,
    };
}
