using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using NextModel.Reporting;
using NextModel.Storage.Ledger;

namespace NextModel.Storage.Sqlite.Derived;

/// <summary>One report being summed: from the coarsest sums of <c>derived.db</c> that tell apart what is asked for, then from the ledger's tail.</summary>
internal sealed class DerivedReport(DerivedFile derived, UsageQuery query)
{
    private static readonly (SumLevel Level, UsageDimension[] Dimensions)[] Levels =
    [
        (SumLevel.Model, [UsageDimension.Model, UsageDimension.Source, UsageDimension.ServeMode, UsageDimension.Outcome]),
        (SumLevel.Project, [UsageDimension.Project, UsageDimension.Team, UsageDimension.ServeMode, UsageDimension.Outcome]),
        (SumLevel.Key,
            [UsageDimension.Project, UsageDimension.Team, UsageDimension.Key, UsageDimension.Environment, UsageDimension.Workload, UsageDimension.ServeMode, UsageDimension.Outcome]),
        (SumLevel.Slice, Enum.GetValues<UsageDimension>()),
    ];

    private readonly UsageGrouping _grouping = new(query);

    // Of the interval or bucket at hand, by slice number.
    private readonly Dictionary<long, UsageSums> _sums = [];

    /// <summary>Adds what the connection's snapshot has.</summary>
    public void Read(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var level = Array.Find(Levels, one => Told().All(one.Dimensions.Contains)).Level;
        var scope = query.Scope.ProjectId is null && query.Filter.ProjectId is { } only ? query.Scope with { ProjectId = only } : query.Scope;
        var owners = derived.Slices.Owners(level, scope);
        if (owners is { Count: 0 })
        {
            return;
        }

        foreach (var (from, to, byBucket) in Ranges())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var at = from;
            foreach (var cover in (byBucket ? [(SumTable.Quarter, from, to)] : SumTable.Cover(from, SumTable.WholeDay(connection, level, to))).Where(cover => cover.From < cover.To))
            {
                foreach (var (bucket, slice, sums) in SumTable.Read(connection, level, cover, owners))
                {
                    if (byBucket && bucket != at)
                    {
                        Fold(at);
                        at = bucket;
                    }

                    ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, slice, out _);
                    sum += sums;
                }
            }

            Fold(at);
        }
    }

    /// <summary>Adds a receipt of the tail, where it is asked for.</summary>
    public void Add(in ReceiptFact fact)
    {
        if (_grouping.Calendar.Count > 0 && fact.CompletedAt >= _grouping.Calendar[0].Start && fact.CompletedAt < _grouping.Calendar[^1].End)
        {
            Add(fact.CompletedAt, fact.Slice, fact.Sums);
        }
    }

    public IReadOnlyList<UsageRow> Rows() => _grouping.Rows();

    // What receipts have to be told apart by.
    private IEnumerable<UsageDimension> Told()
    {
        var (scope, filter) = (query.Scope, query.Filter);
        (UsageDimension Dimension, bool IsMeant)[] asked =
        [
            (UsageDimension.Project, (scope.ProjectId ?? filter.ProjectId) is not null), (UsageDimension.Team, (scope.TeamId ?? filter.TeamId) is not null),
            (UsageDimension.Key, filter.KeyId is not null), (UsageDimension.Environment, filter.Environment is not null), (UsageDimension.Workload, filter.Workload is not null),
            (UsageDimension.Model, filter.Model is not null), (UsageDimension.Source, filter.SourceId is not null),
            (UsageDimension.ServeMode, filter.ServeMode is not null), (UsageDimension.Outcome, filter.Outcome is not null),
        ];
        return asked.Where(one => one.IsMeant).Select(one => one.Dimension).Concat(query.GroupBy);
    }

    // Long intervals one by one, each from as few rows as there can be; short ones all at once.
    private IEnumerable<(long From, long To, bool ByBucket)> Ranges()
    {
        var calendar = _grouping.Calendar;
        return calendar.Count == 0 ? []
            : query.Interval is UsageInterval.Quarter or UsageInterval.Hour ? [(calendar[0].Start, calendar[^1].End, true)]
            : Enumerable.Range(0, calendar.Count).Select(interval => (calendar[interval].Start, calendar[interval].End, false));
    }

    private void Fold(long time)
    {
        foreach (var (slice, sums) in _sums)
        {
            Add(time, derived.Slices[slice].Slice, sums);
        }

        _sums.Clear();
    }

    private void Add(long time, ReceiptSlice slice, in UsageSums sums)
    {
        if (_grouping.Includes(slice))
        {
            _grouping.Add(time, slice, sums);
        }
    }
}
