using System.Text;
using NextModel.Caching;
using NextModel.Inference;

namespace NextModel.Tests.Caching;

public sealed class CanonicalBodyTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[1,2]}""", " {\t\"b\" : [ 1 , 2 ] ,\r\n\"a\":1 } ")]
    [InlineData("""{"temperature":0.7}""", """{"temperature":0.70}""")]
    [InlineData("""{"temperature":0.7}""", """{"temperature":7e-1}""")]
    [InlineData("""{"temperature":0}""", """{"temperature":0.0}""")]
    [InlineData("""{"temperature":0}""", """{"temperature":-0}""")]
    [InlineData("""{"n":100}""", """{"n":1e2}""")]
    [InlineData("""{"text":"é/\n\u0001"}""", """{"\u0074ext":"\u00E9\/\u000a\u0001"}""")]
    [InlineData("""{"text":"😀"}""", """{"text":"\ud83d\uDE00"}""")]
    public void Of_SameValueOtherSpelling_SameBytes(string one, string other) => Bodies.Canonical(one).ShouldBe(Bodies.Canonical(other));

    [Theory]
    [InlineData("""{"seed":9007199254740992}""", """{"seed":9007199254740993}""")]
    [InlineData("""{"seed":1e400}""", """{"seed":1e401}""")]
    [InlineData("""{"p":0.1}""", """{"p":0.10000000000000000001}""")]
    [InlineData("""{"n":1}""", """{"n":"1"}""")]
    [InlineData("""{"n":null}""", "{}")]
    [InlineData("""{"n":false}""", """{"n":0}""")]
    [InlineData("""{"text":"a"}""", """{"text":"a "}""")]
    [InlineData("""{"text":"a\n"}""", """{"text":"a\r\n"}""")]
    [InlineData("""{"text":"a"}""", """{"text":"A"}""")]
    [InlineData("""{"text":"\u00e9"}""", """{"text":"e\u0301"}""")]
    [InlineData("""{"text":"\ufb01"}""", """{"text":"fi"}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":[]}""", """{"a":{}}""")]
    [InlineData("""{"a":{"b":1},"c":2}""", """{"a":{"c":2,"b":1}}""")]
    [InlineData("""{"messages":[{"content":{"stream":true}}]}""", """{"messages":[{"content":{}}]}""")]
    [InlineData("""{"extra_body":{"stream_options":1}}""", """{"extra_body":{"stream_options":2}}""")]
    public void Of_OtherValue_OtherBytes(string one, string other) => Bodies.Canonical(one).ShouldNotBe(Bodies.Canonical(other));

    [Theory]
    [InlineData(Operation.ChatCompletions)]
    [InlineData(Operation.Embeddings)]
    public void Of_StreamMembers_AreLeftOutAtTheTopOnly(Operation operation) =>
        Bodies.Canonical("""{"stream":true,"model":"m","stream_options":{"include_usage":true},"\u0073tream_x":{"stream":1}}""", operation)
            .ShouldBe("""{"model":"m","stream_x":{"stream":1}}""");

    [Theory]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":?}}}""")]
    [InlineData("""{"response_format":{"type":"json_object","schema":?}}""")]
    [InlineData("""{"tools":[{"type":"function"},{"type":"function","function":{"name":"f","parameters":?}}]}""")]
    [InlineData("""{"functions":[{"name":"f","parameters":?}]}""")]
    [InlineData("""{"guided_json":?}""")]
    [InlineData("""{"structured_outputs":{"json":?}}""")]
    public void Of_SchemaMemberOrder_Matters(string request)
    {
        var one = request.Replace("?", """{"type":"object","properties":{"b":{"x":1,"a":2},"a":{}}}""", StringComparison.Ordinal);
        var outer = request.Replace("?", """{"type":"object","properties":{"a":{},"b":{"x":1,"a":2}}}""", StringComparison.Ordinal);
        var inner = request.Replace("?", """{"type":"object","properties":{"b":{"a":2,"x":1},"a":{}}}""", StringComparison.Ordinal);
        Bodies.Canonical(one).ShouldNotBe(Bodies.Canonical(outer));
        Bodies.Canonical(one).ShouldNotBe(Bodies.Canonical(inner));
    }

    [Fact]
    public void Of_SchemaSpelling_DoesNotMatter() =>
        Bodies.Canonical("""{"tools":[{"function":{"parameters":{"b":{"minimum":1.0},"a":"\u0041"},"name":"f"}}]}""")
            .ShouldBe("""{"tools":[{"function":{"name":"f","parameters":{"b":{"minimum":1},"a":"A"}}}]}""");

    [Theory]
    [InlineData("""{"tools":[{"function":{"name":"f","description":"d"},"type":"function"}]}""", """{"tools":[{"type":"function","function":{"description":"d","name":"f"}}]}""")]
    [InlineData("""{"parameters":{"a":1,"b":2}}""", """{"parameters":{"b":2,"a":1}}""")]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", """{"messages":[{"content":"x","role":"user"}]}""")]
    public void Of_MemberOrderElsewhere_DoesNotMatter(string one, string other) => Bodies.Canonical(one).ShouldBe(Bodies.Canonical(other));

    [Fact]
    public void Of_IgnoredMetadata_IsLeftOutOfMetadataOnly()
    {
        const string Request = """{"metadata":{"trace":"1","tenant":"t","\u0074race2":"x"},"trace":"2","stream":true}""";
        Bodies.Canonical(Request, Operation.ChatCompletions, "trace").ShouldBe("""{"metadata":{"tenant":"t","trace2":"x"},"trace":"2"}""");
        Bodies.Canonical(Request, Operation.Embeddings, "trace", "tenant").ShouldBe("""{"metadata":{"trace2":"x"},"trace":"2"}""");
        Bodies.Canonical(Request).ShouldContain("\"trace\":\"1\"");
    }

    [Fact]
    public void Of_EqualBodies_HaveEqualDigestsOfTheirBytes()
    {
        using var one = Bodies.Of("""{"model":"m","n":1}""");
        using var other = Bodies.Of("""{"n":1.0,"model":"m"}""");
        one.Digest.ShouldBe(other.Digest);
        one.Digest.ShouldBe(Digest.Of(one.Bytes));
    }

    [Fact]
    public void Of_AnyRespelling_SameBytes() => Seeds.ForAll(2_000, random =>
    {
        var value = new RespelledJson(random);
        var (one, other) = (value.Spell(), value.Spell());
        Bodies.Canonical(other).ShouldBe(Bodies.Canonical(one), $"{one}\n{other}");
    });

    [Fact]
    public void Of_AnyMutation_OtherBytes() => Seeds.ForAll(2_000, random =>
    {
        var value = new RespelledJson(random);
        var before = value.Spell();
        value.Mutate();
        var after = value.Spell();
        Bodies.Canonical(after).ShouldNotBe(Bodies.Canonical(before), $"{before}\n{after}");
    });

    [Fact]
    public void Of_Text_IsUntouched() => Seeds.ForAll(500, random =>
    {
        var text = new StringBuilder();
        for (var n = random.Next(40); n > 0; n--)
        {
            text.Append((char)random.Next(0x20, 0xD800));
        }

        using var document = System.Text.Json.JsonDocument.Parse(
            Bodies.Canonical($$"""{"content":{{System.Text.Json.JsonSerializer.Serialize(text.ToString())}}}"""));
        document.RootElement.GetProperty("content").GetString().ShouldBe(text.ToString());
    });
}
