using System.Buffers.Binary;
using System.Text;
using NextModel.Providers.Bedrock;
using NextModel.Providers.OpenAI;
using NextModel.Testing.Upstream;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Bedrock;

public sealed class BedrockStreamTests
{
    [Theory]
    [InlineData("bedrock-stream")]
    [InlineData("bedrock-stream-split")]
    public void Push_TextAndCall_IsWhatOpenAIWouldStream(string fixture)
    {
        using var play = Play.Fixture(fixture, translator: BedrockTranslator.Instance);

        play.Stream.State.ShouldBe(StreamState.Ended);
        var choice = play.Client().Only;
        choice.Text.ShouldBe("Lanterns drift.");
        choice.Calls.ShouldHaveSingleItem().ShouldBe(["tooluse_fx01", "get_weather", "{\"city\":\"Oslo\"}"]);
        choice.Finish.ShouldBe("tool_calls");
        var usage = play.Stream.Usage!.Value;
        (usage.InputTokens, usage.CachedInputTokens, usage.CacheWriteTokens, usage.OutputTokens).ShouldBe((15, 4, 3, 15));
    }

    [Fact]
    public void Push_ExceptionInTheMiddle_Fails()
    {
        using var play = Play.Fixture("bedrock-mid-exception", translator: BedrockTranslator.Instance);

        play.Stream.Failure!.Code.ShouldBe("rate_limited");
        play.Client().Only.Text.ShouldBe("Lanterns");
    }

    [Fact]
    public void Push_AnyBitChanged_IsFound()
    {
        var whole = FixtureFile.Load("bedrock-stream").Responses[0].Writes[1].Bytes.ToArray();
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            using var play = new Play(translator: BedrockTranslator.Instance);
            play.Push(damaged);
            play.Complete();
            play.Stream.State.ShouldBe(StreamState.Failed, $"bit {bit}");
            play.Output.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Push_SplitAtEveryByte_ReadsTheSame()
    {
        var whole = FixtureFile.Load("bedrock-stream").Responses[0].Writes.SelectMany(write => write.Bytes.ToArray()).ToArray();
        var expected = Outcome(whole, whole.Length);
        for (var at = 1; at < whole.Length; at++)
        {
            Outcome(whole, at).ShouldBe(expected);
        }
    }

    [Fact]
    public void Push_MessageLargerThanAllowed_FailsAtItsFirstBytes()
    {
        var prelude = new byte[12];
        BinaryPrimitives.WriteUInt32BigEndian(prelude, 24 * 1024 * 1024);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.Of(prelude.AsSpan(0, 8)));
        using var play = new Play(translator: BedrockTranslator.Instance);

        play.Push(prelude);

        play.Stream.Failure!.Code.ShouldBe("answer_too_large");
    }

    [Fact]
    public void Crc32_OfTheCheckText_IsTheStandardsValue() => Crc32.Of(Encoding.ASCII.GetBytes("123456789")).ShouldBe(0xCBF43926u);

    private static string Outcome(byte[] stream, int cut)
    {
        using var play = new Play(translator: BedrockTranslator.Instance);
        play.Push(stream.AsSpan(0, cut));
        play.Push(stream.AsSpan(cut));
        play.Complete();
        play.Stream.State.ShouldBe(StreamState.Ended);
        return play.Output;
    }
}
