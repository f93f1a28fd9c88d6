using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace NextModel.Catalog;

/// <summary>The catalog in the box: the files of the repository's folder <c>catalog</c>, read once when they are first needed.</summary>
public sealed class ModelCatalog
{
    private static readonly Lazy<ModelCatalog> Embedded = new(ReadEmbedded);

    private readonly FrozenDictionary<string, CatalogModel> _byName;
    private readonly FrozenDictionary<string, CatalogSource> _sources;

    /// <exception cref="InvalidDataException">An id stands for two things.</exception>
    public ModelCatalog(IReadOnlyList<CatalogDeveloper> developers, IReadOnlyList<CatalogSource> sources)
    {
        ArgumentNullException.ThrowIfNull(developers);
        Developers = developers;
        Sources = [.. sources.OrderBy(s => s.Id, StringComparer.Ordinal)];
        _sources = Sources.ToFrozenDictionary(s => s.Id, StringComparer.Ordinal);
        var names = new Dictionary<string, CatalogModel>(StringComparer.Ordinal);
        foreach (var model in developers.SelectMany(d => d.Models))
        {
            foreach (var name in model.Aliases.Prepend(model.Id))
            {
                if (!names.TryAdd(name, model))
                {
                    throw new InvalidDataException($"The id '{name}' stands in the catalog twice.");
                }
            }
        }

        _byName = names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>What ships with this version.</summary>
    public static ModelCatalog BuiltIn => Embedded.Value;

    public IReadOnlyList<CatalogDeveloper> Developers { get; }

    /// <summary>By id.</summary>
    public IReadOnlyList<CatalogSource> Sources { get; }

    public IEnumerable<(CatalogDeveloper Developer, CatalogModel Model)> Models => Developers.SelectMany(d => d.Models.Select(m => (d, m)));

    /// <summary>The model of that id or alias; null when there is none.</summary>
    public CatalogModel? Find(string name) => _byName.GetValueOrDefault(name);

    public CatalogSource? FindSource(string id) => _sources.GetValueOrDefault(id);

    private static ModelCatalog ReadEmbedded()
    {
        var assembly = typeof(ModelCatalog).Assembly;
        var names = assembly.GetManifestResourceNames().Order(StringComparer.Ordinal).ToList();
        return new ModelCatalog(
            [.. names.Where(n => n.StartsWith("catalog/developers/", StringComparison.Ordinal))
                .Select(n => Read(assembly, n, stream => JsonSerializer.Deserialize(stream, CatalogJsonContext.Default.CatalogDeveloper)))],
            [.. names.Where(n => n.StartsWith("catalog/sources/", StringComparison.Ordinal))
                .Select(n => Read(assembly, n, stream => JsonSerializer.Deserialize(stream, CatalogJsonContext.Default.CatalogSource)))]);
    }

    private static T Read<T>(Assembly assembly, string name, Func<Stream, T?> read)
        where T : class
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        try
        {
            return read(stream) ?? throw new InvalidDataException($"{name} is empty.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{name}: {error.Message}", error);
        }
    }
}
