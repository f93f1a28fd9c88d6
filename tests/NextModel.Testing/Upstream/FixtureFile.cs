using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;

namespace NextModel.Testing.Upstream;

/// <summary>The fixtures in <c>Fixtures/*.json</c>, which travel inside this assembly.</summary>
public static class FixtureFile
{
    private const string Prefix = "Fixtures/";

    private static readonly FrozenDictionary<string, Lazy<Fixture>> ByName = Resources()
        .ToFrozenDictionary(name => name, name => new Lazy<Fixture>(() => Read(name)), StringComparer.Ordinal);

    /// <summary>Every fixture, by name.</summary>
    public static IReadOnlyList<Fixture> All { get; } = [.. ByName.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value.Value)];

    /// <summary>The fixture of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Fixture Load(string name) =>
        Find(name) ?? throw new ArgumentException($"There is no fixture '{name}' in tests/NextModel.Testing/Fixtures.", nameof(name));

    /// <summary>The fixture of that name, or null.</summary>
    public static Fixture? Find(string name) => ByName.TryGetValue(name, out var fixture) ? fixture.Value : null;

    private static IEnumerable<string> Resources() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(name => name[Prefix.Length..]);

    private static Fixture Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)!;
        using var document = JsonDocument.Parse(stream);
        return FixtureReader.Read(document.RootElement);
    }
}
