using System.Diagnostics;
using System.Text;
using System.Text.Json;
using NextModel.Metering;

namespace NextModel.Tests.Metering;

public sealed class TokenCounterTests
{
    public static TheoryData<string> Encodings => ["o200k_base", "cl100k_base"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Count_Corpus_EqualsTheReference(string encoding)
    {
        var counter = TokenCounter.Find(encoding)!;
        using var corpus = new StreamReader(typeof(TokenCounterTests).Assembly.GetManifestResourceStream("token-counts.jsonl")!);
        var tokens = 0;
        while (corpus.ReadLine() is { } line)
        {
            using var row = JsonDocument.Parse(line);
            var text = row.RootElement.GetProperty("text").GetString()!;
            counter.Count(text).ShouldBe(row.RootElement.GetProperty(encoding).GetInt32(), text);
            counter.Count(Encoding.UTF8.GetBytes(text)).ShouldBe(row.RootElement.GetProperty(encoding).GetInt32(), text);
            tokens += row.RootElement.GetProperty(encoding).GetInt32();
        }

        tokens.ShouldBeGreaterThan(12_000);
    }

    [Theory]
    [InlineData("o200k_base", "", 0)]
    [InlineData("o200k_base", "hello world", 2)]
    [InlineData("cl100k_base", "hello world", 2)]
    [InlineData("o200k_base", "<|endoftext|>", 7)]
    public void Count_ShortText_IsKnown(string encoding, string text, int tokens) =>
        TokenCounter.Find(encoding)!.Count(text).ShouldBe(tokens);

    [Fact]
    public void Find_UnknownEncoding_IsNull() => TokenCounter.Find("p50k_base").ShouldBeNull();

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Count_EveryByteValue_CountsSomethingForEach(string encoding)
    {
        // No UTF-8 at all: each byte is a token of its own, so the count cannot be less than the runs or more than the bytes.
        var bytes = Enumerable.Range(128, 128).Select(value => (byte)value).ToArray();
        TokenCounter.Find(encoding)!.Count(bytes).ShouldBeInRange(1, bytes.Length);
        bytes.ShouldAllBe(value => TokenCounter.Find(encoding)!.Count(new[] { value }) == 1);
    }

    [Fact]
    public void Count_HalfOfASurrogatePair_CountsAsReplacementCharacter() =>
        TokenCounter.Find("o200k_base")!.Count("a\ud83db").ShouldBe(TokenCounter.Find("o200k_base")!.Count("a\ufffdb"));

    // One piece each. Merging by looking through all pairs each time would take hours; the bound is some fifty times what it takes.
    [Theory]
    [InlineData("a", 125_000)]
    [InlineData(" ", null)]
    [InlineData("\n", null)]
    [InlineData("\u0301", null)]
    public void Count_AMegabyteOfOneUnit_IsNotQuadratic(string unit, int? tokens)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 1_000_000 / Encoding.UTF8.GetByteCount(unit))));
        var clock = Stopwatch.StartNew();

        var count = TokenCounter.Find("o200k_base")!.Count(text);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(40));
        count.ShouldBeInRange(tokens ?? 1, tokens ?? text.Length);
    }

    [Fact]
    public void Count_TextOfManyPieces_AllocatesNothing()
    {
        var counter = TokenCounter.Find("o200k_base")!;
        var text = Encoding.UTF8.GetBytes("It's a gateway: 中文, Zürich & 12,345 tokens — supercalifragilisticexpialidocious! ");
        counter.Count(text);
        var before = GC.GetAllocatedBytesForCurrentThread();
        counter.Count(text);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
