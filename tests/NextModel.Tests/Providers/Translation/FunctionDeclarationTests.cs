using System.Text;
using NextModel.Errors;
using NextModel.Providers.Translation;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Translation;

/// <summary>What vendors refuse of a function is refused here before anything is spent, and a schema that does not say so is one of an object.</summary>
public sealed class FunctionDeclarationTests
{
    private static readonly (string Dialect, string Model)[] Vendors =
        [("anthropic-messages", "claude-sonnet-4-5"), ("bedrock", "amazon.nova-pro-v1:0"), ("gemini", "gemini-2.5-flash")];

    public static TheoryData<string, string, string> Wrong
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var (dialect, _) in Vendors)
            {
                rows.Add(dialect, "{\"name\":\"get weather\"}", "tools[0].function.name");
                rows.Add(dialect, "{\"name\":\"wetter_für\"}", "tools[0].function.name");
                rows.Add(dialect, $"{{\"name\":\"{new string('a', 129)}\"}}", "tools[0].function.name");
                rows.Add(dialect, "{\"name\":\"f\",\"parameters\":[]}", "tools[0].function.parameters");
                rows.Add(dialect, "{\"name\":\"f\",\"parameters\":\"object\"}", "tools[0].function.parameters");
            }

            rows.Add("bedrock", $"{{\"name\":\"{new string('a', 65)}\"}}", "tools[0].function.name");
            rows.Add("anthropic-messages", "{\"name\":\"a.b\"}", "tools[0].function.name");
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Translate_FunctionTheVendorRefuses_IsRefusedByItsPath(string dialect, string function, string param)
    {
        using var translated = Translate(dialect, function);

        translated.Refusal.ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.InvalidRequest);
        translated.Refusal.Param.ShouldBe(param);
    }

    [Theory]
    [InlineData("anthropic-messages")]
    [InlineData("bedrock")]
    [InlineData("gemini")]
    public void Translate_SchemaThatDoesNotSayItIsOfAnObject_SaysSo(string dialect)
    {
        using var translated = Translate(dialect, "{\"name\":\"f\",\"parameters\":{\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}}");

        translated.Refusal.ShouldBeNull();
        Encoding.UTF8.GetString(translated.Body.Span).ShouldContain("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]}");
    }

    [Fact]
    public void Translate_NameOnlyGeminiTakes_IsSentThere()
    {
        using var translated = Translate("gemini", "{\"name\":\"files.read:all\"}");

        translated.Refusal.ShouldBeNull();
    }

    private static Translated Translate(string dialect, string function) => Translators.All.Single(one => one.Name == dialect).Translate(new TranslationJob(
        Requests.Chat($"{{\"model\":\"m\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}],\"tools\":[{{\"type\":\"function\",\"function\":{function}}}]}}"),
        Requests.Offer(dialect, Vendors.Single(one => one.Dialect == dialect).Model), 64_000, Stream: false));
}
