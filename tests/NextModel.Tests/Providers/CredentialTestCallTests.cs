using NextModel.Catalog;
using NextModel.Egress;
using NextModel.Providers;

namespace NextModel.Tests.Providers;

/// <summary>The call that tests a key at the sources in the box: what each vendor's reference calls its list of models, or a read of the key itself.</summary>
public sealed class CredentialTestCallTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1/models", "Authorization")]
    [InlineData("anthropic", "https://api.anthropic.com/v1/models", "x-api-key")]
    [InlineData("gemini", "https://generativelanguage.googleapis.com/v1beta/models?pageSize=1", "x-goog-api-key")]
    [InlineData("openrouter", "https://openrouter.ai/api/v1/key", "Authorization")]
    [InlineData("cohere", "https://api.cohere.ai/v1/models", "Authorization")]
    [InlineData("deepseek", "https://api.deepseek.com/v1/models", "Authorization")]
    [InlineData("mistral", "https://api.mistral.ai/v1/models", "Authorization")]
    [InlineData("groq", "https://api.groq.com/openai/v1/models", "Authorization")]
    [InlineData("moonshot", "https://api.moonshot.cn/v1/models", "Authorization")]
    [InlineData("siliconflow", "https://api.siliconflow.cn/v1/models", "Authorization")]
    [InlineData("fireworks", "https://api.fireworks.ai/inference/v1/models", "Authorization")]
    public void CreateTest_SourceInTheBox_ReadsWhatItsReferenceNames(string id, string address, string header)
    {
        using var connection = new SourceConnection(BuiltInSources.Find(id)! with { ApiKey = "sk-0123456789ab" }, new EgressGuard(() => []));

        using var asked = connection.CreateTest(withCredential: true, DateTimeOffset.UnixEpoch);
        using var alone = connection.CreateTest(withCredential: false, DateTimeOffset.UnixEpoch);

        asked.Method.ShouldBe(HttpMethod.Get);
        asked.RequestUri!.AbsoluteUri.ShouldBe(address);
        asked.Headers.Contains(header).ShouldBeTrue();
        alone.RequestUri!.AbsoluteUri.ShouldBe(address);
        alone.Headers.Contains(header).ShouldBeFalse("the same is asked once more as somebody without a key");
    }

    [Fact]
    public void CreateTest_Bedrock_AsksTheControlPlaneOfTheSameRegion()
    {
        var source = BuiltInSources.Find("bedrock")! with { BaseUrl = new Uri("https://bedrock-runtime.eu-central-1.amazonaws.com"), ApiKey = "AKID:secret" };
        using var connection = new SourceConnection(source, new EgressGuard(() => []));

        using var asked = connection.CreateTest(withCredential: true, DateTimeOffset.UnixEpoch);

        asked.RequestUri!.AbsoluteUri.ShouldBe("https://bedrock.eu-central-1.amazonaws.com/foundation-models");
        asked.Headers.GetValues("authorization").Single().ShouldContain("/19700101/eu-central-1/bedrock/aws4_request");
    }
}
