using System.Text;
using NextModel.Providers.Sse;

namespace NextModel.Tests.Providers.Sse;

public sealed class SseReaderTests
{
    private static readonly string[] Snippets =
    [
        "data:", "data: ", "data", "event:", "event: ping", "id: 7", "retry: 10", ":", ": note", " ", "\n", "\n\n", "\r", "\r\n",
        "\r\n\r\n", "{\"a\":1}", "雪", "[DONE]", "unknown: x", "\uFEFF", "data: one\ndata: two\n\n",
    ];

    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a|b")]
    [InlineData("data: a\r\n\r\ndata: b\r\n\r\n", "a|b")]
    [InlineData("data: a\r\rdata: b\r\r", "a|b")]
    [InlineData("data:a\n\ndata:  b\n\n", "a| b")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData(": hello\n\nid: 1\nretry: 5\ndata: a\n\n", "a")]
    [InlineData("data: a\ndata: b\n\n", "a\nb")]
    [InlineData("data\n\ndata:\n\n", "|")]
    [InlineData("event: x\n\ndata: a\n\n", "a")]
    [InlineData("data: a", "a")]
    [InlineData("\n\n\n", null)]
    [InlineData("", null)]
    public void TryRead_Framing_GivesTheData(string text, string? expected)
    {
        var events = Read(Encoding.UTF8.GetBytes(text), int.MaxValue);

        (events.Count == 0 ? null : string.Join('|', events.Select(e => e.Data))).ShouldBe(expected);
    }

    [Fact]
    public void TryRead_EventField_NamesItsEventOnly()
    {
        var events = Read("event: error\ndata: a\n\ndata: b\n\n"u8.ToArray(), int.MaxValue);

        events.ShouldBe([("error", "a"), ("", "b")]);
    }

    [Fact]
    public void TryRead_AnySplit_AgreesWithTheSimpleReader() =>
        Seeds.ForAll(3000, random =>
        {
            var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => Snippets[random.Next(Snippets.Length)])));

            Read(text, random.Next(1, 10)).ShouldBe(SimpleSse.Read(text));
        });

    [Theory]
    [InlineData("data: 123456789\n\n")]
    [InlineData("data: 12345\ndata: 67890\n\n")]
    [InlineData(": a comment that never ends")]
    [InlineData("data: an unfinished line")]
    public void TryRead_EventOverTheLimit_ReadsNoMore(string text)
    {
        using var reader = new SseReader(maxEventBytes: 8);
        var read = 0;
        foreach (var one in Encoding.UTF8.GetBytes(text + "\n\ndata: x\n\n"))
        {
            ReadOnlySpan<byte> input = [one];
            read += reader.TryRead(ref input) ? 1 : 0;
        }

        reader.TooLarge.ShouldBeTrue();
        read.ShouldBe(0);
        reader.TryComplete().ShouldBeFalse();
    }

    [Fact]
    public void TryRead_ManyEvents_AllocatesNothing()
    {
        using var reader = new SseReader();
        var stream = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("data: {\"some\":\"json\"}\n\n", 1000)));
        Drain(reader, stream);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Drain(reader, stream);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void Drain(SseReader reader, ReadOnlySpan<byte> input)
    {
        while (reader.TryRead(ref input))
        {
        }
    }

    private static List<(string Name, string Data)> Read(byte[] text, int piece)
    {
        using var reader = new SseReader();
        var events = new List<(string, string)>();
        foreach (var part in text.Chunk(piece))
        {
            ReadOnlySpan<byte> input = part;
            while (reader.TryRead(ref input))
            {
                events.Add((Encoding.Latin1.GetString(reader.Name), Encoding.Latin1.GetString(reader.Data.Span)));
            }
        }

        if (reader.TryComplete())
        {
            events.Add((Encoding.Latin1.GetString(reader.Name), Encoding.Latin1.GetString(reader.Data.Span)));
        }

        return events;
    }
}
