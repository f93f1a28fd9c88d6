using NextModel.Catalog;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NextModel.Configuration;

/// <summary>Reads the document of a model or source that an operator set: the members of an entry of <c>models</c> or <c>sources</c>, as JSON.</summary>
internal static class SetEntryReader
{
    /// <summary>The model; null when the document is none, which the problems say.</summary>
    public static ModelOptions? ReadModel(SetEntry entry, List<ConfigurationProblem> problems)
    {
        if (Section(entry, problems) is not { } section)
        {
            return null;
        }

        var model = ModelReader.Read(section) with { Version = entry.EntryVersion };
        return model with { Offers = [.. model.Offers.Select((offer, place) => offer with { Price = Named(offer.Price, entry, place + 1) })] };
    }

    /// <summary>The source; null when the document is none, which the problems say.</summary>
    public static SourceOptions? ReadSource(SetEntry entry, List<ConfigurationProblem> problems)
    {
        if (Section(entry, problems) is not { } section)
        {
            return null;
        }

        if (section.Node("api_key") is not null)
        {
            section.Report("api_key", "is sent beside the entry and not in it: the entry is shown, the key is not.");
        }

        return OptionsReader.ReadSource(section) with { Version = entry.EntryVersion, ApiKey = entry.ApiKey };
    }

    // A price names the entry and the place of its offer, so that receipts name both.
    private static PriceSheet? Named(PriceSheet? sheet, SetEntry entry, int place) => sheet is null ? null : sheet with
    {
        Version = $"{entry.EntryVersion}/{place}",
        AsOf = sheet.AsOf ?? DateOnly.FromDateTime(entry.SetAt.UtcDateTime),
        Evidence = $"set through the admin API by {entry.SetBy}",
    };

    private static YamlSection? Section(SetEntry entry, List<ConfigurationProblem> problems)
    {
        var path = $"{entry.Kind.Wire()} '{entry.Name}'";
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(entry.Document!));
            if (stream.Documents is not [{ RootNode: YamlMappingNode mapping }])
            {
                problems.Add(new ConfigurationProblem(path, "must be an object with the members of an entry of "
                    + (entry.Kind == SetEntryKind.Model ? "models" : "sources") + " in nextmodel.yaml."));
                return null;
            }

            var id = new YamlScalarNode("id");
            if (mapping.Children.TryGetValue(id, out var named) && (named as YamlScalarNode)?.Value != entry.Name)
            {
                problems.Add(new ConfigurationProblem($"{path}.id", $"is another than '{entry.Name}'. Leave it out of the entry."));
            }

            mapping.Children[id] = new YamlScalarNode(entry.Name);
            return new YamlSection(path, mapping, static _ => null, problems);
        }
        catch (YamlException error)
        {
            problems.Add(new ConfigurationProblem($"{path} (line {error.Start.Line}, column {error.Start.Column})", error.Message));
            return null;
        }
    }
}
