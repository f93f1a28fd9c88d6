using System.Collections.Frozen;
using System.Text.Json;

namespace NextModel.Web.Localization;

/// <summary>
/// The words of the site in one language: keys to texts, from <c>Localization/Texts/{area}/{locale}.json</c>. British English states only where
/// it differs from <c>en</c>; every other language has every key, which a test holds.
/// </summary>
public sealed class Texts
{
    private static readonly FrozenDictionary<string, Texts> ByLocale = Locale.All.ToFrozenDictionary(l => l.Id, l => new Texts(Read(l)), StringComparer.Ordinal);

    private readonly FrozenDictionary<string, string> _texts;

    private Texts(FrozenDictionary<string, string> texts) => _texts = texts;

    /// <summary>The text of a key.</summary>
    /// <exception cref="KeyNotFoundException">There is none: a bug of the page.</exception>
    public string this[string key] => _texts.TryGetValue(key, out var text) ? text : throw new KeyNotFoundException($"The site has no text '{key}'.");

    public IReadOnlyCollection<string> Keys => _texts.Keys;

    public static Texts Of(Locale locale)
    {
        ArgumentNullException.ThrowIfNull(locale);
        return ByLocale[locale.Id];
    }

    /// <summary>What the files of a language itself state.</summary>
    /// <exception cref="ArgumentException">Two areas state one key.</exception>
    internal static Dictionary<string, string> Stated(string locale)
    {
        var assembly = typeof(Texts).Assembly;
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in assembly.GetManifestResourceNames().Where(name => name.StartsWith("texts/", StringComparison.Ordinal) && name.EndsWith($"/{locale}.json", StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(file)!;
            foreach (var (key, text) in JsonSerializer.Deserialize(stream, TextsJsonContext.Default.DictionaryStringString)!)
            {
                texts.Add(key, text);
            }
        }

        return texts;
    }

    private static FrozenDictionary<string, string> Read(Locale locale)
    {
        var texts = Stated(locale.Id);
        if (locale == Locale.British)
        {
            foreach (var (key, text) in Stated(Locale.English.Id))
            {
                texts.TryAdd(key, text);
            }
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
