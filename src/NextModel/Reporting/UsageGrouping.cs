using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Metering;

namespace NextModel.Reporting;

/// <summary>Adds up sums by interval, group and currency.</summary>
public sealed class UsageGrouping(UsageQuery query)
{
    private static readonly long Quarter = (long)TimeSpan.FromMinutes(15).TotalMilliseconds;

    private readonly Dictionary<(long Start, string Group, string Currency), (IReadOnlyList<string> Values, UsageSums Sums)> _groups = [];

    private readonly long _interval = query.Interval switch
    {
        UsageInterval.Quarter => Quarter,
        UsageInterval.Hour => 4 * Quarter,
        UsageInterval.Day => 96 * Quarter,
        _ => 0,
    };

    /// <summary>True when receipts of this slice are asked for.</summary>
    public bool Includes(ReceiptSlice slice) =>
        query.Scope.Includes(slice.OrganizationId, slice.TeamId, slice.ProjectId)
        && (query.IncludeSandbox || !slice.Sandbox)
        && query.Filter.Includes(slice);

    /// <summary>Adds figures of a slice at a time, in Unix milliseconds.</summary>
    public void Add(long time, ReceiptSlice slice, in UsageSums sums)
    {
        var start = _interval == 0 ? 0 : time - (time % _interval);
        string[] values = [.. query.GroupBy.Select(dimension => Value(slice, dimension))];
        var key = (start, string.Join('\n', values), slice.Currency);
        _groups[key] = (values, _groups.GetValueOrDefault(key).Sums + sums);
    }

    /// <summary>The groups, ordered by interval, then group, then currency.</summary>
    public IReadOnlyList<UsageRow> Rows() =>
    [
        .. _groups.OrderBy(group => group.Key.Start).ThenBy(group => group.Key.Group, StringComparer.Ordinal).ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
            .Select(group => new UsageRow(
                _interval == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(group.Key.Start), group.Value.Values, group.Key.Currency, group.Value.Sums)),
    ];

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
