namespace NextModel.Reporting.Reconciliation;

/// <summary>The calls of all files as they stand: one row for each id, the last one given. Counts rows given twice, and notes what was restated.</summary>
internal sealed class EffectiveCalls(ExternalSorter<ProviderRow> rows, TokenGrouping grouping, Restatements restatements)
{
    /// <summary>By id, then file and line: what a row of a file replaces stands before it.</summary>
    public static int Order(ProviderRow left, ProviderRow right)
    {
        var order = string.CompareOrdinal(left.Id, right.Id);
        order = order != 0 ? order : left.File.CompareTo(right.File);
        return order != 0 ? order : left.Line.CompareTo(right.Line);
    }

    /// <summary>Rows of one file that say the same as one before.</summary>
    public long DuplicateRows { get; private set; }

    public IEnumerable<ProviderRow> Read()
    {
        ProviderRow? held = null;
        foreach (var each in rows.Sorted())
        {
            var row = each with { Tokens = each.Grouping == grouping ? each.Tokens : grouping.Group(each.Tokens), Grouping = grouping };
            if (held is not null && held.Id == row.Id)
            {
                if (held.File == row.File && held.Identity == row.Identity)
                {
                    DuplicateRows++;
                    continue;
                }

                restatements.Compare(row.Id, grouping, held, row);
            }
            else if (held is not null)
            {
                yield return held;
            }

            held = row;
        }

        if (held is not null)
        {
            yield return held;
        }
    }
}
