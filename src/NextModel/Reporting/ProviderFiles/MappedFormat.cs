using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>A file of any origin, read as its mapping says.</summary>
internal static class MappedFormat
{
    public const string Name = ProviderFileReader.Mapped;

    public static ProviderFormat Of(FileMapping mapping) => new(Name, [.. mapping.Columns.Values], [.. mapping.Columns.Values], Map) { Zone = mapping.Zone };

    private static void Map(ProviderRecord record, FormatContext context, Action<ProviderRow> row)
    {
        var mapping = context.Mapping!;
        var columns = mapping.Columns;
        long Count(string meaning) => columns.TryGetValue(meaning, out var name) ? record.Count(name) : 0;
        string? Text(string meaning) => columns.TryGetValue(meaning, out var name) ? record.Text(name) : null;

        var time = record.Time(columns["time"], context.Zone);
        var (read, written) = (Count("cache_read"), Count("cache_write"));
        var input = Count("input") - (mapping.InputIncludesCache ? read + written : 0);
        if (input < 0)
        {
            record.Wrong("its cached tokens are more than its input tokens; is 'input_includes_cache' right?");
        }

        var cost = columns.TryGetValue("cost", out var column) ? record.Amount(column) * mapping.CostFactor : (decimal?)null;
        var (start, end) = columns.ContainsKey("end")
            ? (time, record.Time(columns["end"], context.Zone))
            : Periods.Around(time, mapping.Bucket, context.Zone);
        var tokens = new ProviderRow
        {
            Kind = ProviderRowKind.Tokens,
            Start = start,
            End = end,
            Model = Text("model"),
            Key = Text("key"),
            Tokens = new(input, read, written, Count("output")),
            Grouping = columns.ContainsKey("cache_write") ? TokenGrouping.Classes
                : columns.ContainsKey("cache_read") ? TokenGrouping.WritesAsInput
                : TokenGrouping.InputAndOutput,
            Requests = columns.ContainsKey("requests") ? Count("requests") : null,
        };
        var currency = cost is null ? null : columns.TryGetValue("currency", out var named) ? record.Currency(named) : mapping.Currency;
        if (columns.ContainsKey("id"))
        {
            if (Text("id") is not { } id)
            {
                record.Wrong($"'{columns["id"]}' is empty; the id of the call is needed there.");
                return;
            }

            row(tokens with { Kind = ProviderRowKind.Call, Start = time, End = time, Id = id, Requests = null, Cost = cost, Currency = currency });
            return;
        }

        if (end <= start)
        {
            record.Wrong("its end is not after its begin.");
        }

        if (columns.ContainsKey("input") || columns.ContainsKey("output"))
        {
            row(tokens);
        }

        if (cost is not null)
        {
            row(tokens with { Kind = ProviderRowKind.Cost, Tokens = default, Requests = null, Cost = cost, Currency = currency });
        }
    }
}
