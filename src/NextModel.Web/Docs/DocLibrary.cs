using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using NextModel.Web.Localization;

namespace NextModel.Web.Docs;

/// <summary>
/// The documents of <c>docs/</c>, as they stood when this was built. A document's slug is its file's name; a translation lies beside it as
/// <c>name.{locale}.md</c>.
/// </summary>
public static class DocLibrary
{
    /// <summary>What <c>/docs</c> shows.</summary>
    public const string First = "quickstart";

    private const string Prefix = "docs/";
    private const string Extension = ".md";

    private static readonly FrozenDictionary<string, string> Texts = ReadAll(typeof(DocLibrary).Assembly);

    private static readonly ConcurrentDictionary<(string Slug, Locale Locale), Doc> Made = new();

    /// <summary>Every document, decisions too.</summary>
    public static IEnumerable<string> Slugs => Texts.Keys.Where(slug => !slug.Contains('.', StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    /// <summary>The document in that language, or in English where it is not translated; null when there is none.</summary>
    public static Doc? Find(string slug, Locale locale)
    {
        ArgumentNullException.ThrowIfNull(locale);
        return !Texts.ContainsKey(slug) || slug.Contains('.', StringComparison.Ordinal)
            ? null
            : Made.GetOrAdd((slug, locale), static key => Make(key.Slug, key.Locale));
    }

    private static Doc Make(string slug, Locale locale)
    {
        var isEnglish = locale == Locale.English || locale == Locale.British;
        var translation = isEnglish ? null : Texts.GetValueOrDefault($"{slug}.{locale.Id}");
        return DocReader.Read(slug, translation ?? Texts[slug], locale, isTranslated: isEnglish || translation is not null);
    }

    private static FrozenDictionary<string, string> ReadAll(Assembly assembly)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            texts.Add(name[(name.LastIndexOf('/') + 1)..^Extension.Length], reader.ReadToEnd());
        }

        return texts.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
