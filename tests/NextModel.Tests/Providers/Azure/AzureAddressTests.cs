using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Providers.Azure;

namespace NextModel.Tests.Providers.Azure;

public sealed class AzureAddressTests
{
    [Theory]
    [InlineData("https://res.openai.azure.com", "2024-10-21", "https://res.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21")]
    [InlineData("https://res.openai.azure.com/openai", "2024-10-21", "https://res.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21")]
    [InlineData("https://res.openai.azure.com", null, "https://res.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://res.services.ai.azure.com/openai/v1", null, "https://res.services.ai.azure.com/openai/v1/chat/completions")]
    public void Of_AnyBase_IsTheDeploymentsAddress(string baseUrl, string? version, string expected) =>
        AzureAddress.Of(Source(baseUrl, version), Operation.ChatCompletions, "my gpt").AbsoluteUri.ShouldBe(expected);

    [Fact]
    public void Of_Embeddings_HasItsOwnRoute() =>
        AzureAddress.Of(Source("https://r.openai.azure.com", "v"), Operation.Embeddings, "e").AbsolutePath.ShouldBe("/openai/deployments/e/embeddings");

    [Theory]
    [InlineData("0123abcd", "api-key", "0123abcd")]
    [InlineData("eyJhbGciOi.J9.x", "Authorization", "Bearer eyJhbGciOi.J9.x")]
    public void Credential_KeyOrToken_HasItsHeader(string key, string name, string value) =>
        AzureAddress.Credential(key).ShouldBe(KeyValuePair.Create(name, value));

    private static Source Source(string baseUrl, string? version) =>
        new() { Id = "azure", Dialect = Dialect.AzureOpenAI, BaseUrl = new Uri(baseUrl), ApiVersion = version };
}
