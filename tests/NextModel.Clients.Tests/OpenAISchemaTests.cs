using System.Text;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

public sealed class OpenAISchemaTests
{
    [Theory]
    [InlineData("chat-normal", "CreateChatCompletionResponse")]
    [InlineData("tools-normal", "CreateChatCompletionResponse")]
    [InlineData("chat-logprobs", "CreateChatCompletionResponse")]
    [InlineData("chat-stream", "CreateChatCompletionStreamResponse")]
    [InlineData("tools-stream-split", "CreateChatCompletionStreamResponse")]
    [InlineData("embeddings-float", "CreateEmbeddingResponse")]
    [InlineData("models-list", "ListModelsResponse")]
    [InlineData("err-400-context", "ErrorResponse")]
    public async Task Validate_HealthyFixture_FindsNothing(string fixture, string definition)
    {
        var violations = await OpenAISchema.ValidateAsync(Texts(fixture).Select(text => (definition, text)));

        violations.ShouldNotBeEmpty();
        violations.SelectMany(found => found).ShouldBeEmpty();
    }

    [Fact]
    public async Task Validate_OddAnswers_FindsEach()
    {
        var violations = await OpenAISchema.ValidateAsync(
        [
            ("CreateChatCompletionResponse", Texts("tools-object-args").Single()),
            ("CreateChatCompletionStreamResponse", Texts("frame-choices-null")[2]),
            ("CreateChatCompletionStreamResponse", Texts("err-unknown-finish")[2]),
            ("ErrorResponse", Texts("err-string").Single()),
            ("ErrorResponse", Texts("err-503-html").Single()),
        ]);

        violations.Count.ShouldBe(5);
        violations.ShouldAllBe(found => found.Count > 0);
    }

    private static List<string> Texts(string fixture) =>
        [.. FixtureFile.Load(fixture).Responses[0].Writes
            .Select(write => Encoding.UTF8.GetString(write.Bytes.Span))
            .Select(text => text.StartsWith("data: ", StringComparison.Ordinal) ? text["data: ".Length..].Trim() : text)
            .Where(text => text != "[DONE]")];
}
