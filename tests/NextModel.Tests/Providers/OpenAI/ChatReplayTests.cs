using System.Buffers;
using System.Text;
using System.Text.Json;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;
using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class ChatReplayTests
{
    private static readonly Usage Replayed = new(UsageSource.Replayed, 12, 4, 0, 5, 0);

    [Fact]
    public void WriteEvents_AnyAnswer_PutTogetherAgainIsTheAnswer() => Seeds.ForAll(500, random =>
    {
        var includeUsage = random.Next(2) == 0;
        using var answer = WholeAnswer.Read(Requests.Chat("{}"), RandomAnswer.Next(random), Play.Frame(), out _);
        var events = new ArrayBufferWriter<byte>();
        answer!.WriteEvents(events, Replayed, includeUsage);

        StrictClient.Read(events.WrittenSpan, Play.PublicModel, includeUsage).Usage.HasValue.ShouldBe(includeUsage);
        using var stream = new ChatStream(Play.Frame(includeUsage));
        stream.Push(events.WrittenSpan, new ArrayBufferWriter<byte>());
        stream.Complete(new ArrayBufferWriter<byte>()).ShouldBe(StreamState.Ended);
        using var again = stream.ToWhole();
        Canonical(again.Json).ShouldBe(Canonical(answer.Json));
    });

    [Fact]
    public void Read_ItsOwnAnswer_ChangesNothing() => Seeds.ForAll(300, random =>
    {
        using var answer = WholeAnswer.Read(Requests.Chat("{}"), RandomAnswer.Next(random), Play.Frame(), out _);
        using var again = WholeAnswer.Read(Requests.Chat("{}"), answer!.Json, Play.Frame(), out _);

        Encoding.UTF8.GetString(again!.Json.Span).ShouldBe(Encoding.UTF8.GetString(answer.Json.Span));
    });

    [Fact]
    public void Push_ItsOwnEvents_ChangesNothing() => Seeds.ForAll(300, random =>
    {
        using var answer = WholeAnswer.Read(Requests.Chat("{}"), RandomAnswer.Next(random), Play.Frame(), out _);
        var events = new ArrayBufferWriter<byte>();
        answer!.WriteEvents(events, Replayed, includeUsage: false);
        using var stream = new ChatStream(Play.Frame());
        var output = new ArrayBufferWriter<byte>();
        stream.Push(events.WrittenSpan, output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(Encoding.UTF8.GetString(events.WrittenSpan));
    });

    [Fact]
    public void WriteEvents_JsonForAStream_ReadsAsTheStreamWould()
    {
        using var play = Play.Fixture("chat-stream");
        using var answer = WholeAnswer.Read(
            Requests.Chat("{}"), FixtureFile.Load("frame-json-for-stream").Responses[0].Writes[0].Bytes, Play.Frame(), out _);
        var events = new ArrayBufferWriter<byte>();
        answer!.WriteEvents(events, answer.Usage!.Value, includeUsage: true);

        var client = StrictClient.Read(events.WrittenSpan, Play.PublicModel, asksUsage: true);
        client.Only.Text.ShouldBe(play.Client().Only.Text);
        client.Usage!.Value.GetRawText().ShouldBe(play.Client().Usage!.Value.GetRawText());
    }

    [Fact]
    public void WriteEvents_Replay_LooksLikeOpenAIsStream()
    {
        using var answer = WholeAnswer.Stored(Operation.ChatCompletions, """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null},"logprobs":null,"finish_reason":"stop"}],"system_fingerprint":"fp"}"""u8);
        var events = new ArrayBufferWriter<byte>();
        answer.WriteEvents(events, Replayed, includeUsage: true);

        const string head = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"system_fingerprint\":\"fp\",\"choices\":[";
        Encoding.UTF8.GetString(events.WrittenSpan).ShouldBe(
            head + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
            + head + "{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n"
            + head + "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":null}\n\n"
            + head + "],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":5,\"total_tokens\":17,\"prompt_tokens_details\":{\"cached_tokens\":12},\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n");
    }

    private static string Canonical(ReadOnlyMemory<byte> json)
    {
        var tape = new JsonTape();
        tape.TryParse(json, JsonLimits.Upstream, out _).ShouldBeTrue();
        using var canonical = new PooledBuffer();
        Rfc8785.Write(tape.Root, canonical);
        JsonDocument.Parse(canonical.WrittenMemory).Dispose();
        return Encoding.UTF8.GetString(canonical.Written);
    }
}
