using System.Text;
using NextModel.Catalog;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Tests.Providers.OpenAI;

/// <summary>Requests and offers for tests of what is sent to sources and read from them.</summary>
internal static class Requests
{
    public static InferenceRequest Chat(string body) => Read(Operation.ChatCompletions, body);

    public static InferenceRequest Embeddings(string body) => Read(Operation.Embeddings, body);

    public static Offer Offer(SourceQuirks? quirks = null) =>
        new(new Source { Id = "src", Dialect = Dialect.OpenAIChat, BaseUrl = new Uri("http://127.0.0.1:9/v1"), Quirks = quirks ?? SourceQuirks.None }, "up/stream-1", null);

    public static Offer Offer(string dialect, string upstreamModel) => new(
        new Source { Id = "src", Dialect = DialectNames.Find(dialect)!.Value, BaseUrl = new Uri("http://127.0.0.1:9"), ApiKey = "upstream-key" }, upstreamModel, null);

    private static InferenceRequest Read(Operation operation, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var tape = new JsonTape();
        tape.TryParse(bytes, JsonLimits.Request, out _).ShouldBeTrue();
        return new InferenceRequest
        {
            Operation = operation,
            Body = bytes,
            Tape = tape,
            Model = "public-model",
            MaxOutputTokens = tape.Root["max_completion_tokens"u8].TryGetInt64(out var bound) || tape.Root["max_tokens"u8].TryGetInt64(out bound) ? bound : null,
            HasParts = true,
            Choices = tape.Root["n"u8].TryGetInt64(out var choices) ? (int)choices : 1,
        };
    }
}
