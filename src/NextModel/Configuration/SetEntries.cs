using NextModel.Catalog;

namespace NextModel.Configuration;

/// <summary>What models and sources that operators set make of the options of the file: each stands in the place of the file's entry of its name.</summary>
internal static class SetEntries
{
    /// <summary>The options as they count at a moment.</summary>
    /// <param name="options">What the file says.</param>
    /// <param name="entries">All that stand, in any order.</param>
    /// <param name="at">When.</param>
    /// <param name="problems">Receives what is wrong with an entry.</param>
    public static GatewayOptions Apply(GatewayOptions options, IReadOnlyList<SetEntry> entries, DateTimeOffset at, List<ConfigurationProblem> problems)
    {
        var inForce = InForce(entries, at).ToList();
        if (inForce.Count == 0)
        {
            return options;
        }

        var sources = inForce.Where(entry => entry.Kind == SetEntryKind.Source).Select(entry => SetEntryReader.ReadSource(entry, problems)).OfType<SourceOptions>().ToList();
        var models = inForce.Where(entry => entry.Kind == SetEntryKind.Model).Select(entry => SetEntryReader.ReadModel(entry, problems)).OfType<ModelOptions>().ToList();
        return options with
        {
            Sources = [.. options.Sources.Where(one => sources.TrueForAll(set => set.Id != one.Id)), .. sources],
            Models = [.. options.Models.Where(one => models.TrueForAll(set => set.Id != one.Id)), .. models],
        };
    }

    /// <summary>The moments to come at which something else counts, in order.</summary>
    public static IEnumerable<DateTimeOffset> Moments(IReadOnlyList<SetEntry> entries, DateTimeOffset after) =>
        entries.Select(entry => entry.EffectiveFrom).Where(from => from > after).Distinct().Order();

    // Of two for the same moment the later one counts.
    private static IEnumerable<SetEntry> InForce(IReadOnlyList<SetEntry> entries, DateTimeOffset at) => entries
        .Where(entry => entry.EffectiveFrom <= at)
        .GroupBy(entry => (entry.Kind, entry.Name))
        .Select(same => same.OrderBy(entry => entry.EffectiveFrom).ThenBy(entry => entry.Version).Last())
        .Where(entry => entry.Document is not null)
        .OrderBy(entry => entry.Id);
}
