using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NextModel.Json;
using NextModel.Providers.OpenAI;

namespace NextModel.Tests.Providers.OpenAI;

/// <summary>Thinking between tags, cut into deltas anywhere and escaped either way.</summary>
public sealed class ThinkTagsTests
{
    private static readonly string[] Texts =
    [
        "<think>\nHm, \"a\" < b\\c\n</think>\n\nHello <b>", " \n<think>x</think>y", "<think>never closed </thin", "<think></think>Hi", "<think>\n\n</think>\n\nHi",
        "a <think>b</think>", "<thin", "<thinking>x</thinking>", "\n\n", "</think>Hi", "<think>é \U0001F600</think>\U0001F600 \\u003cthink\\u003e", "<think>a</think><think>b</think>c",
    ];

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Push_AnyCut_ThoughtAndSaidAreApart() => Seeds.ForAll(400, random =>
    {
        var text = Texts[random.Next(Texts.Length)];
        var expected = Reference(text);
        using var stream = new ChatStream(Frame());
        var output = new ArrayBufferWriter<byte>();
        foreach (var chunk in Chunks(text, random))
        {
            stream.Push(Encoding.UTF8.GetBytes($"data: {chunk}\n\n"), output);
        }

        stream.Push("data: [DONE]\n\n"u8, output);

        stream.State.ShouldBe(StreamState.Ended);
        using var whole = stream.ToWhole();
        Message(JsonDocument.Parse(whole.Json).RootElement).ShouldBe(expected, text);
    });

    [Fact]
    public void Split_WholeAnswer_IsTheSame()
    {
        foreach (var text in Texts)
        {
            using var thinking = new ThinkTags();
            var tape = Parsed($$"""{"choices":[{"index":0,"message":{"content":{{JsonSerializer.Serialize(text)}},"reasoning_content":null},"finish_reason":"stop"}]}""");

            Message(Read(thinking.Split(tape))).ShouldBe(Reference(text), text);
        }
    }

    [Fact]
    public void Split_TwoChoices_DoNotMix()
    {
        using var thinking = new ThinkTags();
        var told = new StringBuilder();
        foreach (var (index, piece) in new[] { (0, "<thi"), (1, "Hel"), (0, "nk>a"), (1, "lo <think>"), (0, "</think>b") })
        {
            var tape = Parsed($$$"""{"choices":[{"index":{{{index}}},"delta":{"content":"{{{piece}}}"}}]}""");
            var delta = Read(thinking.Split(tape)).GetProperty("choices")[0].GetProperty("delta");
            told.Append(TextOf(delta, "content")).Append('[').Append(TextOf(delta, "reasoning_content")).Append(']');
        }

        told.ToString().ShouldBe("[]Hel[][a]lo <think>[]b[]");
    }

    [Fact]
    public void Split_SourceThatTellsItsReasoningApart_IsLeftAlone()
    {
        using var thinking = new ThinkTags();
        var tape = Parsed("""{"choices":[{"index":0,"message":{"content":"<think>a</think>b","reasoning_content":"c"},"finish_reason":"stop"}]}""");

        thinking.Split(tape).ShouldBeSameAs(tape);
    }

    // The finish with the last piece of text, or by itself.
    private static IEnumerable<string> Chunks(string text, Random random)
    {
        var options = random.Next(2) == 0 ? Relaxed : JsonSerializerOptions.Default;
        var withText = random.Next(2) == 0;
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(random.Next(1, 9), text.Length - at);
            length += at + length < text.Length && char.IsLowSurrogate(text[at + length]) ? 1 : 0;
            var piece = JsonSerializer.Serialize(text.Substring(at, length), options);
            at += length;
            yield return $$"""{"choices":[{"index":0,"delta":{"content":{{piece}}},"finish_reason":{{(withText && at == text.Length ? "\"stop\"" : "null")}}}]}""";
        }

        if (!withText)
        {
            yield return """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
        }
    }

    private static JsonTape Parsed(string json)
    {
        var tape = JsonTape.Rent();
        tape.TryParse(Encoding.UTF8.GetBytes(json), JsonLimits.Upstream, out _).ShouldBeTrue();
        return tape;
    }

    private static JsonElement Read(JsonTape tape) => JsonDocument.Parse(tape.Memory).RootElement;

    private static (string? Content, string? Reasoning) Message(JsonElement root)
    {
        var message = root.GetProperty("choices")[0].GetProperty("message");
        return (TextOf(message, "content"), TextOf(message, "reasoning_content"));
    }

    private static string? TextOf(JsonElement holder, string name) => holder.TryGetProperty(name, out var text) ? Blank(text.GetString()) : null;

    private static (string? Said, string? Thought) Reference(string text)
    {
        var rest = text.TrimStart(' ', '\n', '\r', '\t');
        if (!rest.StartsWith("<think>", StringComparison.Ordinal))
        {
            return (Blank(text), null);
        }

        rest = rest["<think>".Length..].TrimStart('\n', '\r');
        var end = rest.IndexOf("</think>", StringComparison.Ordinal);
        return end < 0 ? (null, Blank(rest)) : (Blank(rest[(end + "</think>".Length)..].TrimStart('\n', '\r')), Blank(rest[..end]));
    }

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static AnswerFrame Frame() => new(Play.PublicModel, Guid.CreateVersion7(DateTimeOffset.UnixEpoch), DateTimeOffset.UnixEpoch) { ThinkTags = true };
}
