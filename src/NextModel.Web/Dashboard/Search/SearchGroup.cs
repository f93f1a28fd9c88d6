namespace NextModel.Web.Dashboard.Search;

/// <summary>What was found of one kind.</summary>
/// <param name="Label">The key of what they are called.</param>
/// <param name="Hits">The first of them, those first whose name begins with what was asked for.</param>
/// <param name="More">How many there are besides.</param>
public sealed record SearchGroup(string Label, IReadOnlyList<SearchHit> Hits, int More)
{
    /// <summary>Most that are shown of a kind.</summary>
    public const int Most = 10;

    /// <summary>Those of a kind whose names hold what was asked for.</summary>
    /// <param name="label">As above.</param>
    /// <param name="wanted">What was asked for, as it was typed.</param>
    /// <param name="all">Everything of that kind, and what each can be found by, its name first.</param>
    public static SearchGroup Of(string label, string wanted, IEnumerable<(SearchHit Hit, string[] Names)> all)
    {
        var found = all.Where(one => one.Names.Any(name => name.Contains(wanted, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(one => !one.Names.Any(name => name.Equals(wanted, StringComparison.OrdinalIgnoreCase)))
            .ThenBy(one => !one.Names[0].StartsWith(wanted, StringComparison.OrdinalIgnoreCase))
            .ThenBy(one => one.Hit.Name, StringComparer.OrdinalIgnoreCase).ToList();
        return new SearchGroup(label, [.. found.Take(Most).Select(one => one.Hit)], Math.Max(0, found.Count - Most));
    }
}
