using System.Text.RegularExpressions;

namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// What the files call the models we call: as the operator says, else the same, else the one name in the files that is ours with the date of
/// a snapshot behind it (<c>-2024-07-18</c>, <c>-20240718</c>).
/// </summary>
internal sealed partial class ModelNames(IReadOnlyDictionary<string, string> stated)
{
    private const int MaxNames = 10_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    // Null where two snapshots have the same name before the date: nobody can tell which of them was called.
    private readonly Dictionary<string, string?> _undated = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _used = new(StringComparer.Ordinal);

    /// <summary>Names that were replaced, by ours.</summary>
    public IReadOnlyDictionary<string, string> Used => _used;

    /// <summary>A name in a file.</summary>
    public void Add(string name)
    {
        if (_names.Count < MaxNames && _names.Add(name) && SnapshotDate().Match(name) is { Success: true } date)
        {
            var undated = name[..date.Index];
            _undated[undated] = _undated.ContainsKey(undated) ? null : name;
        }
    }

    /// <summary>What the files call our model.</summary>
    public string Of(string model)
    {
        if (!stated.TryGetValue(model, out var name) && (_names.Contains(model) || !_undated.TryGetValue(model, out name) || name is null))
        {
            return model;
        }

        if (_used.Count < MaxNames)
        {
            _used[model] = name!;
        }

        return name!;
    }

    [GeneratedRegex(@"-(20\d\d-\d\d-\d\d|20\d{6})$")]
    private static partial Regex SnapshotDate();
}
