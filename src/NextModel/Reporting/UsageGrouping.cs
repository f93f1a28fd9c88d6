using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;

namespace NextModel.Reporting;

/// <summary>Adds up sums by interval, group and currency.</summary>
public sealed class UsageGrouping(UsageQuery query)
{
    private readonly Dictionary<(int Interval, string Group, string Currency), (IReadOnlyList<string> Values, UsageSums Sums)> _groups = [];

    /// <summary>The intervals of the range.</summary>
    public UsageCalendar Calendar { get; } = new(query);

    /// <summary>True when receipts of this slice are asked for.</summary>
    public bool Includes(ReceiptSlice slice) =>
        query.Scope.Includes(slice.OrganizationId, slice.TeamId, slice.ProjectId)
        && (query.IncludeSandbox || !slice.Sandbox)
        && query.Filter.Includes(slice);

    /// <summary>Adds figures of a slice at a time of the range, in Unix milliseconds.</summary>
    public void Add(long time, ReceiptSlice slice, in UsageSums sums)
    {
        string[] values = [.. query.GroupBy.Select(dimension => Value(slice, dimension))];
        var key = (Calendar.IndexOf(time), string.Join('\n', values), slice.Currency);
        _groups[key] = (values, _groups.GetValueOrDefault(key).Sums + sums);
    }

    /// <summary>The groups, ordered by interval, then group, then currency.</summary>
    public IReadOnlyList<UsageRow> Rows() =>
    [
        .. _groups.OrderBy(group => group.Key.Interval).ThenBy(group => group.Key.Group, StringComparer.Ordinal).ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
            .Select(group => Row(group.Key.Interval, group.Value.Values, group.Key.Currency, group.Value.Sums)),
    ];

    private UsageRow Row(int interval, IReadOnlyList<string> values, string currency, in UsageSums sums)
    {
        if (query.Interval == UsageInterval.None)
        {
            return new UsageRow(null, null, values, currency, sums);
        }

        var (start, end) = Calendar[interval];
        return new UsageRow(Calendar.Local(start), Calendar.Local(end), values, currency, sums);
    }

    private static string Value(ReceiptSlice slice, UsageDimension dimension) => dimension switch
    {
        UsageDimension.Project => slice.ProjectId,
        UsageDimension.Team => slice.TeamId,
        UsageDimension.Key => slice.KeyId,
        UsageDimension.Model => slice.EffectiveModel,
        UsageDimension.Source => slice.SourceId,
        UsageDimension.ServeMode => slice.ServeMode.Wire(),
        UsageDimension.Outcome => ReceiptWords.Of(slice.Outcome),
        UsageDimension.Operation => slice.Operation.Wire(),
        UsageDimension.Environment => slice.Environment,
        UsageDimension.Workload => slice.Workload,
        UsageDimension.UsageSource => slice.UsageSource.Wire(),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, null),
    };
}
