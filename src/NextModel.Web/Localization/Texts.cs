using System.Collections.Frozen;
using System.Text.Json;

namespace NextModel.Web.Localization;

/// <summary>
/// The words of the site in one language: keys to texts, from <c>Localization/Texts/{locale}.json</c>. British English states only where it
/// differs from <c>en.json</c>; every other language has every key, which a test holds.
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

    /// <summary>What the file of a language itself states.</summary>
    internal static Dictionary<string, string> Stated(string locale)
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"texts/{locale}.json")
            ?? throw new InvalidOperationException($"The texts of '{locale}' are not in the assembly.");
        return JsonSerializer.Deserialize(stream, TextsJsonContext.Default.DictionaryStringString)!;
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
