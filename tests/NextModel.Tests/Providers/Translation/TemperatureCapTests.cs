using System.Text;
using NextModel.Providers.Translation;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Translation;

/// <summary>A policy's cap on the temperature reaches every source that is told one.</summary>
public sealed class TemperatureCapTests
{
    [Theory]
    [InlineData("anthropic-messages", "claude-sonnet-4-5")]
    [InlineData("gemini", "gemini-2.5-flash")]
    [InlineData("bedrock", "amazon.nova-pro-v1:0")]
    public void Translate_TemperatureAboveTheCap_TellsTheCap(string dialect, string model)
    {
        var offer = Requests.Offer(dialect, model);
        var request = Requests.Chat("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.9}""");
        request.TemperatureBound = 0.25m;

        using var translated = Translators.For(offer.Source.Dialect)!.Translate(new TranslationJob(request, offer, 64_000, Stream: false));

        var body = Encoding.UTF8.GetString(translated.Body.Span);
        body.ShouldContain("\"temperature\":0.25");
        body.ShouldNotContain("0.9");
    }
}
