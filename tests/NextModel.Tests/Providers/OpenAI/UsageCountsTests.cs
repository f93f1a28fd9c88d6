using System.Text;
using NextModel.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class UsageCountsTests
{
    [Theory]
    [InlineData("OpenAI", """{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2},"completion_tokens_details":{"reasoning_tokens":1}}""", 10, 3, 2, 4, 1)]
    [InlineData("Responses spelling", """{"input_tokens":10,"output_tokens":4,"input_tokens_details":{"cached_tokens":3},"output_tokens_details":{"reasoning_tokens":1}}""", 10, 3, 0, 4, 1)]
    [InlineData("Moonshot", """{"prompt_tokens":10,"completion_tokens":4,"cached_tokens":3}""", 10, 3, 0, 4, 0)]
    [InlineData("DeepSeek", """{"prompt_tokens":10,"completion_tokens":4,"prompt_cache_hit_tokens":3,"prompt_cache_miss_tokens":7}""", 10, 3, 0, 4, 0)]
    [InlineData("Mistral", """{"prompt_tokens":10,"completion_tokens":4,"num_cached_tokens":3}""", 10, 3, 0, 4, 0)]
    [InlineData("DashScope", """{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":3,"cache_creation_input_tokens":5}}""", 10, 3, 5, 4, 0)]
    [InlineData("xAI: prompt without its cached part", """{"prompt_tokens":10,"completion_tokens":4,"total_tokens":44,"prompt_tokens_details":{"cached_tokens":30}}""", 40, 30, 0, 4, 0)]
    [InlineData("reasoning beside the output", """{"prompt_tokens":10,"completion_tokens":4,"total_tokens":20,"completion_tokens_details":{"reasoning_tokens":6}}""", 10, 0, 0, 10, 6)]
    [InlineData("cache writes beyond the input", """{"prompt_tokens":10,"completion_tokens":4,"cache_creation_input_tokens":50}""", 10, 0, 10, 4, 0)]
    [InlineData("nulls", """{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":null,"completion_tokens_details":{"reasoning_tokens":null}}""", 10, 0, 0, 4, 0)]
    public void TryRead_WhereverTheCountsStand_FindsThem(string who, string usage, long input, long cached, long written, long output, long reasoning)
    {
        Read(usage, UsageShape.OpenAI, out var counts).ShouldBeTrue(who);

        counts.ShouldBe(new Usage(UsageSource.Provider, input, cached, written, output, reasoning), who);
        counts.Clamped().ShouldBe(counts);
    }

    [Fact]
    public void TryRead_SourceThatLeavesReasoningOut_AddsIt()
    {
        Read("""{"prompt_tokens":10,"completion_tokens":4,"completion_tokens_details":{"reasoning_tokens":2}}""", new UsageShape(true, false), out var counts);

        counts.OutputTokens.ShouldBe(6);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":5,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":3,"cache_write_tokens":2}}""")]
    [InlineData("""{"input_tokens":5,"output_tokens":4,"total_tokens":14,"input_tokens_details":{"cached_tokens":3},"cache_creation_input_tokens":2}""")]
    [InlineData("""{"prompt_tokens":5,"completion_tokens":4,"total_tokens":9,"cached_tokens":3,"cache_creation_input_tokens":2}""")]
    public void TryRead_SourceThatLeavesItsCacheOut_AddsIt(string usage)
    {
        Read(usage, new UsageShape(false, true), out var counts);

        counts.ShouldBe(new Usage(UsageSource.Provider, 10, 3, 2, 4, 0));
    }

    [Fact]
    public void TakeTimings_LlamaCpp_FillsInTheCachedPart()
    {
        using var play = Play.Events(
            """{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":4},"timings":{"cache_n":7}}""");

        play.Stream.Usage!.Value.CachedInputTokens.ShouldBe(7);
        play.Client().Usage!.Value.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt64().ShouldBe(7);
    }

    private static bool Read(string usage, UsageShape shape, out Usage counts)
    {
        var tape = new JsonTape();
        tape.TryParse(Encoding.UTF8.GetBytes(usage), JsonLimits.Upstream, out _).ShouldBeTrue();
        return UsageCounts.TryRead(tape.Root, shape, inputOnly: false, out counts);
    }
}
