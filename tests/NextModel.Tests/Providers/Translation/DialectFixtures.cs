using NextModel.Providers.Translation;
using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.Translation;

/// <summary>The recorded manners of sources that do not speak OpenAI's dialect.</summary>
internal static class DialectFixtures
{
    /// <summary>Each with what translates it.</summary>
    public static IEnumerable<(Fixture Fixture, IDialectTranslator Translator)> All =>
        from fixture in FixtureFile.All
        let translator = Translators.All.FirstOrDefault(one => fixture.Dialect.StartsWith(one.Name.Split('-')[0], StringComparison.Ordinal))
        where translator is not null
        select (fixture, translator);

    public static IDialectTranslator TranslatorOf(string fixture) => All.First(one => one.Fixture.Name == fixture).Translator;

    /// <summary>Those whose last answer is a stream, as bytes.</summary>
    public static IReadOnlyList<(byte[] Bytes, IDialectTranslator Translator)> Streams { get; } =
    [
        .. All.Where(one => one.Fixture.Responses[^1] is { Status: 200 } response
                && one.Translator.IsStream(response.Headers.FirstOrDefault(header => header.Key == "content-type").Value?.Split(';')[0]))
            .Select(one => (one.Fixture.Responses[^1].Writes.SelectMany(write => write.Bytes.ToArray()).ToArray(), one.Translator)),
    ];
}
