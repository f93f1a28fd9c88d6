using System.Buffers;
using System.Text;
using NextModel.Catalog;
using NextModel.Providers.OpenAI;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class UpstreamRequestTests
{
    private static readonly SourceQuirks Old = new() { DeveloperRoleToSystem = true, MaxTokensName = "max_tokens" };

    [Fact]
    public void Edit_NoQuirks_ChangesTheModelOnly()
    {
        const string body = """{ "messages" : [ {"role":"developer","content":"a\u0062 \/"} ],"model":"m" , "x":1.50,"max_tokens":7 }""";

        Sent(body, SourceQuirks.None, stream: false).ShouldBe(body.Replace("\"m\"", "\"up/stream-1\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"model":"m"}""", """{"model":"up/stream-1","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m","stream":true}""", """{"model":"up/stream-1","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m","stream":false,"stream_options":null}""", """{"model":"up/stream-1","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"m","stream":true,"stream_options":{"include_usage":false,"include_obfuscation":false}}""",
        """{"model":"up/stream-1","stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}}""")]
    [InlineData("""{"model":"m","stream":true,"stream_options":{"include_obfuscation":false}}""",
        """{"model":"up/stream-1","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true}}""")]
    [InlineData("""{"model":"m","stream":true,"stream_options":{}}""",
        """{"model":"up/stream-1","stream":true,"stream_options":{"include_usage":true}}""")]
    public void Edit_Stream_AsksForUsage(string body, string expected) => Sent(body, SourceQuirks.None, stream: true).ShouldBe(expected);

    [Fact]
    public void Edit_SourceRefusesStreamOptions_TakesThemOut() =>
        Sent("""{"model":"m","stream":true,"stream_options":{"include_usage":true},"n":1}""", new() { UsageInStream = false }, stream: true)
            .ShouldBe("""{"model":"up/stream-1","stream":true,"n":1}""");

    [Fact]
    public void Edit_DeveloperRole_BecomesSystem() =>
        Sent("""{"model":"m","messages":[{"role":"developer","content":"developer"},{"role":"user","content":"x"}]}""", Old, stream: false)
            .ShouldBe("""{"model":"up/stream-1","messages":[{"role":"system","content":"developer"},{"role":"user","content":"x"}]}""");

    [Theory]
    [InlineData("max_tokens", """{"model":"m","max_completion_tokens":9}""", """{"model":"up/stream-1","max_tokens":9}""")]
    [InlineData("max_tokens", """{"model":"m","max_tokens":5}""", """{"model":"up/stream-1","max_tokens":5}""")]
    [InlineData("max_tokens", """{"max_tokens":5,"model":"m","max_completion_tokens":9}""", """{"model":"up/stream-1","max_tokens":9}""")]
    [InlineData("max_tokens", """{"max_tokens":5,"model":"m","max_completion_tokens":null}""", """{"max_tokens":5,"model":"up/stream-1"}""")]
    [InlineData("max_completion_tokens", """{"model":"m","max_tokens":5}""", """{"model":"up/stream-1","max_completion_tokens":5}""")]
    [InlineData(null, """{"model":"m","max_tokens":5}""", """{"model":"up/stream-1","max_tokens":5}""")]
    public void Edit_OutputBound_HasTheNameTheSourceWants(string? name, string body, string expected) =>
        Sent(body, new() { MaxTokensName = name }, stream: false).ShouldBe(expected);

    [Fact]
    public void Edit_DroppedMembers_AreGone() =>
        Sent("""{"user":"u","model":"m","metadata":{"a":[1]},"temperature":1,"metadatas":2}""", new() { DropMembers = ["metadata", "user", "seed"] }, stream: false)
            .ShouldBe("""{"model":"up/stream-1","temperature":1,"metadatas":2}""");

    private static string Sent(string body, SourceQuirks quirks, bool stream)
    {
        using var edits = UpstreamRequest.Edit(Requests.Chat(body), Requests.Offer(quirks), stream, out _);
        var sent = new ArrayBufferWriter<byte>();
        edits.WriteTo(sent);
        return Encoding.UTF8.GetString(sent.WrittenSpan);
    }
}
