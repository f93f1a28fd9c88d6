using System.Text;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

public sealed class OpenAISchemaTests
{
    [Fact]
    public async Task Validate_HealthyAnswers_FindsNothing()
    {
        var texts = All("CreateChatCompletionResponse", "chat-normal", "tools-normal", "chat-logprobs")
            .Concat(All("CreateChatCompletionStreamResponse", "chat-stream", "tools-stream-split"))
            .Concat(All("CreateEmbeddingResponse", "embeddings-float"))
            .Concat(All("ListModelsResponse", "models-list"))
            .Concat(All("ErrorResponse", "err-400-context"))
            .ToList();

        var violations = await OpenAISchema.ValidateAsync(texts);

        violations.Count.ShouldBe(texts.Count);
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

    private static IEnumerable<(string Definition, string Json)> All(string definition, params string[] fixtures) =>
        fixtures.SelectMany(Texts).Select(text => (definition, text));

    private static List<string> Texts(string fixture) =>
        [.. FixtureFile.Load(fixture).Responses[0].Writes
            .Select(write => Encoding.UTF8.GetString(write.Bytes.Span))
            .Select(text => text.StartsWith("data: ", StringComparison.Ordinal) ? text["data: ".Length..].Trim() : text)
            .Where(text => text != "[DONE]")];
}
