using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class FixtureCoverageTests
{
    /// <summary>Of OpenAI's language, but not for this room.</summary>
    private static readonly Dictionary<string, string> Elsewhere = new()
    {
        ["frame-gzip"] = "the connection decompresses before the stream is read",
        ["models-list"] = "another endpoint",
    };

    [Fact]
    public void EveryFixtureOfOpenAIsLanguage_IsPlayedSomewhere()
    {
        var played = ChatStreamFixtureTests.Whole.Select(row => row.Data)
            .Concat(ChatStreamFixtureTests.Broken.Select(row => row.Data.Item1))
            .Concat(ProviderErrorReaderTests.Recorded.Select(row => row.Data.Item1))
            .Concat(WholeAnswerTests.Answers.Select(row => row.Data))
            .Concat(WholeAnswerTests.Errors.Select(row => row.Data.Item1))
            .Concat(["embeddings-base64", "embeddings-float"]).ToHashSet();

        FixtureFile.All.Where(fixture => fixture.Dialect is "openai" or "openai-compatible" or "any").Select(fixture => fixture.Name)
            .Where(name => !played.Contains(name) && !Elsewhere.ContainsKey(name)).ShouldBeEmpty();
    }
}
