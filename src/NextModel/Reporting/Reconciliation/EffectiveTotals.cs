namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// The totals of all files as they stand: one row for each line of the report. A later file replaces every row of a stretch of time that an
/// earlier one had; rows given twice in one file count once.
/// </summary>
internal sealed class EffectiveTotals(ExternalSorter<ProviderRow> rows, Restatements restatements)
{
    // Which files have a stretch: the first and the last of them.
    private readonly Dictionary<(long Start, long End), (int First, int Last)> _files = [];

    /// <summary>Rows of one file that say the same as one before.</summary>
    public long DuplicateRows { get; private set; }

    /// <summary>The coarsest of all rows; set before they are read.</summary>
    public TokenGrouping Grouping { get; set; }

    public IEnumerable<(long Start, long End)> Buckets => _files.Keys;

    public bool IsEmpty => _files.Count == 0;

    public static int Order(ProviderRow left, ProviderRow right)
    {
        var order = OrderOfLines(left, right);
        order = order != 0 ? order : left.File.CompareTo(right.File);
        order = order != 0 ? order : left.Identity.CompareTo(right.Identity);
        return order != 0 ? order : left.Line.CompareTo(right.Line);
    }

    public void Add(ProviderRow row)
    {
        rows.Add(row);
        var files = _files.GetValueOrDefault((row.Start, row.End), (row.File, row.File));
        _files[(row.Start, row.End)] = (Math.Min(files.Item1, row.File), Math.Max(files.Item2, row.File));
    }

    /// <summary>By model, key, currency and time.</summary>
    public IEnumerable<ProviderRow> Read()
    {
        var versions = new List<ProviderRow>();
        ProviderRow? before = null;
        foreach (var each in rows.Sorted())
        {
            var row = each with { Tokens = Grouping.Group(each.Tokens), Grouping = Grouping };
            if (before is not null && OrderOfLines(before, row) == 0)
            {
                if (before.File == row.File && before.Identity == row.Identity)
                {
                    DuplicateRows++;
                    continue;
                }
            }
            else if (Conclude(versions) is { } line)
            {
                yield return line;
            }

            before = row;
            if (versions is [.., var last] && last.File == row.File)
            {
                versions[^1] = Sum(last, row);
            }
            else
            {
                versions.Add(row);
            }
        }

        if (Conclude(versions) is { } final)
        {
            yield return final;
        }
    }

    private static int OrderOfLines(ProviderRow left, ProviderRow right)
    {
        var order = string.CompareOrdinal(left.Model ?? "", right.Model ?? "");
        order = order != 0 ? order : string.CompareOrdinal(left.Key ?? "", right.Key ?? "");
        order = order != 0 ? order : string.CompareOrdinal(left.Currency ?? "", right.Currency ?? "");
        order = order != 0 ? order : left.Start.CompareTo(right.Start);
        return order != 0 ? order : left.End.CompareTo(right.End);
    }

    private static ProviderRow Sum(ProviderRow left, ProviderRow right) => left with
    {
        Tokens = left.Tokens + right.Tokens,
        Requests = left.Requests is null ? right.Requests : checked(left.Requests + (right.Requests ?? 0)),
        Cost = left.Cost is null ? right.Cost : left.Cost + (right.Cost ?? 0),
    };

    private ProviderRow? Conclude(List<ProviderRow> versions)
    {
        if (versions.Count == 0)
        {
            return null;
        }

        var (first, last) = (versions[0], versions[^1]);
        var files = _files[(first.Start, first.End)];
        var subject = string.Join(' ', new[] { BucketText.Of(first.Start, first.End), first.Model ?? "*", first.Key, first.Currency }.OfType<string>());
        if (first.File > files.First)
        {
            restatements.Compare(subject, Grouping, null, first);
        }

        for (var i = 1; i < versions.Count; i++)
        {
            restatements.Compare(subject, Grouping, versions[i - 1], versions[i]);
        }

        versions.Clear();
        if (last.File == files.Last)
        {
            return last;
        }

        restatements.Compare(subject, Grouping, last, null);
        return null;
    }
}
