using NextModel.Catalog;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NextModel.Configuration;

/// <summary>Reads a <c>price</c>: currency units per 1,000,000 tokens, and what they depend on.</summary>
internal static class PriceReader
{
    private const decimal MaxPrice = 1_000_000m;

    /// <summary>Reads a price that stands by itself, YAML or JSON; null when it is no mapping.</summary>
    public static PriceSheet? Read(string text, List<ConfigurationProblem> problems)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode mapping }])
            {
                return Read(new YamlSection("", mapping, static _ => null, problems));
            }

            problems.Add(new ConfigurationProblem("price", "must be an object such as {\"currency\": \"USD\", \"input\": 0.15, \"output\": 0.60}."));
        }
        catch (YamlException error)
        {
            problems.Add(new ConfigurationProblem($"price (line {error.Start.Line}, column {error.Start.Column})", error.Message));
        }

        return null;
    }

    public static PriceSheet Read(YamlSection section)
    {
        List<ListedUnit> units = [.. section.Sections("units").Select(ReadUnit)];
        var rates = ReadRates(section, units.Count > 0);
        var sheet = new PriceSheet
        {
            Currency = section.RequiredText("currency"),
            Units = units,
            Input = rates.Input,
            CachedInput = rates.CachedInput,
            Output = rates.Output,
            CacheWrite = rates.CacheWrite,
            Reasoning = rates.Reasoning,
            AudioInput = rates.AudioInput,
            ImageInput = rates.ImageInput,
            Tiers = ReadTiers(section),
            Windows = ReadWindows(section),
            ServiceTiers = section.Section("service_tiers") is { } tiers ? ReadFactors(tiers) : null,
            Scheduled = [.. section.Sections("scheduled").Select(ReadChange)],
            Version = section.Text("version"),
            AsOf = section.Day("as_of"),
            Basis = "operator",
            Evidence = "the configuration file",
            Note = section.Text("note"),
        };
        CheckWindows(section, sheet);
        section.RejectUnknown();
        return sheet;
    }

    private static PriceRates ReadRates(YamlSection section, bool hasUnits = false)
    {
        var input = section.Number("input", 0, MaxPrice);
        if (input is null && hasUnits)
        {
            // Priced by its units alone: a figure for tokens that nobody states is not zero.
            return new PriceRates();
        }

        if (input is null)
        {
            section.Report("input", "is required: currency units per 1,000,000 input tokens.");
        }

        return new PriceRates
        {
            Input = input ?? 0,
            CachedInput = section.Number("cached_input", 0, MaxPrice) ?? input ?? 0,
            Output = section.Number("output", 0, MaxPrice) ?? 0,
            CacheWrite = section.Section("cache_write") is { } writes ? ReadWrites(section, writes) : null,
            Reasoning = section.Number("reasoning", 0, MaxPrice),
            AudioInput = section.Number("audio_input", 0, MaxPrice),
            ImageInput = section.Number("image_input", 0, MaxPrice),
        };
    }

    private static ListedUnit ReadUnit(YamlSection section)
    {
        var name = section.RequiredText("unit");
        if (name.Length > 0 && PricedUnitNames.Parse(name) is null)
        {
            section.Report("unit", $"'{name}' is not one of {PricedUnitNames.Known}.");
        }

        var price = section.Number("price", 0, MaxPrice);
        if (price is null)
        {
            section.Report("price", "is required: currency units for one of these.");
        }

        var unit = new ListedUnit
        {
            Unit = PricedUnitNames.Parse(name) is null ? PricedUnit.Image.Wire() : name,
            Size = section.Text("size"),
            Quality = section.Text("quality"),
            Price = price ?? 0,
        };
        section.RejectUnknown();
        return unit;
    }

    private static Dictionary<string, decimal> ReadWrites(YamlSection section, YamlSection writes)
    {
        var figures = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var kept in writes.MemberNames().ToList())
        {
            figures[kept] = writes.Number(kept, 0, MaxPrice) ?? 0;
        }

        if (figures.Count is 0 or > 2)
        {
            section.Report("cache_write", "takes one figure, or two with the shorter time first: { 5m: 3.75, 1h: 6 }.");
        }

        return figures;
    }

    private static List<PriceTier> ReadTiers(YamlSection section)
    {
        var tiers = new List<PriceTier>();
        foreach (var one in section.Sections("tiers"))
        {
            var above = one.Number("input_above", 1, int.MaxValue);
            if (above is null)
            {
                one.Report("input_above", "is required: the input tokens a request must have more of.");
            }

            var rates = ReadRates(one);
            tiers.Add(new PriceTier
            {
                InputAbove = (long)(above ?? 1),
                Input = rates.Input,
                CachedInput = rates.CachedInput,
                Output = rates.Output,
                CacheWrite = rates.CacheWrite,
                Reasoning = rates.Reasoning,
                AudioInput = rates.AudioInput,
                ImageInput = rates.ImageInput,
            });
            one.RejectUnknown();
        }

        return tiers;
    }

    private static List<PriceWindow> ReadWindows(YamlSection section)
    {
        var windows = new List<PriceWindow>();
        foreach (var one in section.Sections("windows"))
        {
            var rates = ReadRates(one);
            windows.Add(new PriceWindow
            {
                Name = one.RequiredText("name"),
                Days = one.Texts("days"),
                Utc = one.Texts("utc"),
                Except = one.Days("except"),
                Tiers = ReadTiers(one),
                Input = rates.Input,
                CachedInput = rates.CachedInput,
                Output = rates.Output,
                CacheWrite = rates.CacheWrite,
                Reasoning = rates.Reasoning,
                AudioInput = rates.AudioInput,
                ImageInput = rates.ImageInput,
            });
            one.RejectUnknown();
        }

        return windows;
    }

    private static PriceChange ReadChange(YamlSection section)
    {
        var from = section.Day("from");
        if (from is null)
        {
            section.Report("from", "is required: the first day of these figures, YYYY-MM-DD.");
        }

        var rates = ReadRates(section);
        var change = new PriceChange
        {
            From = from ?? default,
            Tiers = ReadTiers(section),
            Windows = ReadWindows(section),
            Input = rates.Input,
            CachedInput = rates.CachedInput,
            Output = rates.Output,
            CacheWrite = rates.CacheWrite,
            Reasoning = rates.Reasoning,
            AudioInput = rates.AudioInput,
            ImageInput = rates.ImageInput,
        };
        section.RejectUnknown();
        return change;
    }

    private static Dictionary<string, decimal> ReadFactors(YamlSection section)
    {
        var factors = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var tier in section.MemberNames().ToList())
        {
            factors[tier] = section.Number(tier, 0, 100) ?? 1m;
        }

        return factors;
    }

    private static void CheckWindows(YamlSection section, PriceSheet sheet)
    {
        foreach (var windows in sheet.Scheduled.Select(change => change.Windows).Prepend(sheet.Windows))
        {
            foreach (var window in windows)
            {
                if (PriceClock.Parse(window.Utc, window.Days, window.Except, out var problem) is null)
                {
                    section.Report("windows", $"'{window.Name}': {problem}");
                }
            }
        }

        if (sheet.Tiers.Count > 0 && sheet.Windows.Any(window => window.Tiers.Count == 0))
        {
            section.Report("windows", "a price with tiers needs the tiers of each window too: long requests in the window must have figures.");
        }
    }
}
