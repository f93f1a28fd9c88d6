using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Catalog;

/// <summary>From what a price list states to the flat prices requests are charged at, every combination of conditions made once.</summary>
public static class PriceMaker
{
    /// <summary>The price; null when input, or output of a model that has any, is not known, and nothing else is priced.</summary>
    /// <param name="sheet">What is stated.</param>
    /// <param name="versionPrefix">What the version begins with when the sheet names none: <c>config</c>, <c>catalog:openai/gpt-4o-mini</c>.</param>
    /// <param name="hasOutput">False for embeddings: nothing is charged for output there is none of.</param>
    /// <param name="problem">What is wrong with a window, or null.</param>
    public static Price? Make(PriceSheet sheet, string versionPrefix, bool hasOutput, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var cards = new List<PriceCard>();
        var version = sheet.Version ?? VersionOf(sheet, versionPrefix);
        problem = null;
        if (!Add(cards, sheet, sheet.Tiers, sheet.Windows, DateTimeOffset.MinValue, version, sheet, hasOutput, out problem))
        {
            return null;
        }

        var plain = cards[0].Price;
        foreach (var change in sheet.Scheduled)
        {
            var from = new DateTimeOffset(change.From, TimeOnly.MinValue, TimeSpan.Zero);
            var named = string.Create(CultureInfo.InvariantCulture, $"{version}@{change.From:yyyy-MM-dd}");
            if (!Add(cards, change, change.Tiers, change.Windows, from, named, sheet, hasOutput, out problem))
            {
                return null;
            }
        }

        return cards.Count == 1 ? plain : plain with { Rules = new PriceRules(cards) };
    }

    private static bool Add(
        List<PriceCard> cards, PriceRates rates, IReadOnlyList<PriceTier> tiers, IReadOnlyList<PriceWindow> windows, DateTimeOffset from,
        string version, PriceSheet sheet, bool hasOutput, out string? problem)
    {
        problem = null;
        if (!AddTiers(cards, rates, tiers, null, from, version, sheet, hasOutput))
        {
            return false;
        }

        foreach (var window in windows)
        {
            if (PriceClock.Parse(window.Utc, window.Days, window.Except, out problem) is not { } clock
                || !AddTiers(cards, window, window.Tiers, (window.Name, clock), from, version, sheet, hasOutput))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AddTiers(
        List<PriceCard> cards, PriceRates rates, IReadOnlyList<PriceTier> tiers, (string Name, PriceClock Clock)? window, DateTimeOffset from,
        string version, PriceSheet sheet, bool hasOutput)
    {
        foreach (var (one, above) in tiers.Select(tier => ((PriceRates)tier, (long?)tier.InputAbove)).Prepend((rates, null)))
        {
            var condition = above is null && window is null ? null : new PriceCondition(above, window?.Name, null);
            if (Flat(one, condition, version, sheet, hasOutput) is not { } price)
            {
                return false;
            }

            cards.Add(new PriceCard(price, from, window?.Clock));
            foreach (var (tier, factor) in sheet.ServiceTiers ?? new Dictionary<string, decimal>())
            {
                cards.Add(new PriceCard(Times(price, factor, new PriceCondition(above, window?.Name, tier)), from, window?.Clock));
            }
        }

        return true;
    }

    private static Price? Flat(PriceRates rates, PriceCondition? condition, string version, PriceSheet sheet, bool hasOutput)
    {
        var tokens = rates.Input is not null && (!hasOutput || rates.Output is not null);
        if (!tokens && sheet.Units.Count == 0)
        {
            return null;
        }

        var input = tokens ? rates.Input!.Value : 0m;

        var writes = rates.CacheWrite?.Values.ToList();
        return new Price(version, sheet.Currency, input, rates.CachedInput ?? input, tokens ? rates.Output ?? 0m : 0m)
        {
            CacheWrite = writes is { Count: > 0 } ? writes[0] : null,
            CacheWriteLong = writes is { Count: > 1 } ? writes[1] : null,
            Reasoning = rates.Reasoning,
            AudioInput = rates.AudioInput,
            ImageInput = rates.ImageInput,
            PricesTokens = tokens,
            Units = [.. sheet.Units.Select(ToUnit)],
            Condition = condition,
            Sheet = sheet,
        };
    }

    private static UnitPrice ToUnit(ListedUnit listed) => new(
        PricedUnitNames.Parse(listed.Unit) ?? throw new InvalidDataException($"'{listed.Unit}' is not one of {PricedUnitNames.Known}."), listed.Price)
    {
        Size = listed.Size,
        Quality = listed.Quality,
    };

    private static Price Times(Price price, decimal factor, PriceCondition condition) => price with
    {
        Input = price.Input * factor,
        CachedInput = price.CachedInput * factor,
        Output = price.Output * factor,
        CacheWrite = price.CacheWrite * factor,
        CacheWriteLong = price.CacheWriteLong * factor,
        Reasoning = price.Reasoning * factor,
        AudioInput = price.AudioInput * factor,
        ImageInput = price.ImageInput * factor,
        Units = [.. price.Units.Select(unit => unit with { Figure = unit.Figure * factor })],
        Condition = condition,
    };

    // The same figures under the same conditions have the same name, other figures another.
    private static string VersionOf(PriceSheet sheet, string prefix)
    {
        if (prefix == "config" && IsPlain(sheet) && sheet is { Tiers.Count: 0, Windows.Count: 0, Scheduled.Count: 0, ServiceTiers: null, Units.Count: 0 })
        {
            return string.Create(CultureInfo.InvariantCulture, $"config:{sheet.Input}/{sheet.CachedInput ?? sheet.Input}/{sheet.Output ?? 0}");
        }

        var text = new StringBuilder().Append(sheet.Currency);
        Spell(text, sheet, sheet.Tiers, sheet.Windows);
        foreach (var unit in sheet.Units)
        {
            text.Append(CultureInfo.InvariantCulture, $"|{unit.Unit} {unit.Size} {unit.Quality} {unit.Price}");
        }

        foreach (var (tier, factor) in sheet.ServiceTiers ?? new Dictionary<string, decimal>())
        {
            text.Append(CultureInfo.InvariantCulture, $"|service {tier} {factor}");
        }

        foreach (var change in sheet.Scheduled)
        {
            text.Append(CultureInfo.InvariantCulture, $"|from {change.From:yyyy-MM-dd}");
            Spell(text, change, change.Tiers, change.Windows);
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 4));
        return sheet.AsOf is { } day ? string.Create(CultureInfo.InvariantCulture, $"{prefix}:{day:yyyy-MM-dd}:{digest}") : $"{prefix}:{digest}";
    }

    private static bool IsPlain(PriceRates rates) => rates is { CacheWrite: null, Reasoning: null, AudioInput: null, ImageInput: null };

    private static void Spell(StringBuilder text, PriceRates rates, IReadOnlyList<PriceTier> tiers, IReadOnlyList<PriceWindow> windows)
    {
        text.Append(CultureInfo.InvariantCulture, $"|{rates.Input}/{rates.CachedInput}/{rates.Output}/{rates.Reasoning}/{rates.AudioInput}");
        if (rates.ImageInput is { } image)
        {
            text.Append(CultureInfo.InvariantCulture, $"|image {image}");
        }

        foreach (var (kept, figure) in rates.CacheWrite ?? new Dictionary<string, decimal>())
        {
            text.Append(CultureInfo.InvariantCulture, $"|write {kept} {figure}");
        }

        foreach (var tier in tiers)
        {
            text.Append(CultureInfo.InvariantCulture, $"|above {tier.InputAbove}");
            Spell(text, tier, [], []);
        }

        foreach (var window in windows)
        {
            text.Append(CultureInfo.InvariantCulture, $"|window {window.Name} {string.Join(',', window.Days)} {string.Join(',', window.Utc)} ");
            text.AppendJoin(',', window.Except.Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
            Spell(text, window, window.Tiers, []);
        }
    }
}
