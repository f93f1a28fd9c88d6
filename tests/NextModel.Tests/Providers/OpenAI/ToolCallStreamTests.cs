using System.Text.Json;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class ToolCallStreamTests
{
    private const string TwoCalls = """a f {"x":1}; b g {}""";

    [Theory]
    [InlineData("counting from one", """[{"index":1,"id":"a","type":"function","function":{"name":"f","arguments":""}}]|[{"index":1,"function":{"arguments":"{\"x\":1}"}}]|[{"index":2,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("all at index 0, told apart by id", """[{"index":0,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}]|[{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("no index", """[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x"}}]|[{"function":{"arguments":"\":1}"}}]|[{"id":"b","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("id, type and name on every delta", """[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{\"x"}}]|[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"\":1}"}},{"index":1,"id":"b","type":"function","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("empty ids go on", """[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":null}}]|[{"index":0,"id":"","type":"","function":{"name":"","arguments":"{\"x\":1}"}}]|[{"index":1,"id":"b","type":null,"function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("index null", """[{"index":null,"id":"a","function":{"name":"f","arguments":"{\"x\":1}"}}]|[{"index":null,"id":"b","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("arguments as objects", """[{"index":0,"id":"a","function":{"name":"f","arguments":{ "x" : 1 }}}]|[{"index":1,"id":"b","function":{"name":"g","arguments":{}}}]""")]
    [InlineData("arguments before the name", """[{"index":0,"id":"a","function":{"arguments":"{\"x"}}]|[{"index":0,"function":{"name":"f","arguments":"\":1}"}}]|[{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("id after the first delta", """[{"index":0,"function":{"arguments":"{\"x"}}]|[{"index":0,"id":"a","function":{"name":"f","arguments":"\":1}"}}]|[{"index":1,"id":"b","function":{"name":"g","arguments":"{}"}}]""")]
    [InlineData("interleaved", """[{"index":5,"id":"a","function":{"name":"f","arguments":"{"}},{"index":3,"id":"b","function":{"name":"g","arguments":"{"}}]|[{"index":3,"function":{"arguments":"}"}},{"index":5,"function":{"arguments":"\"x\":1}"}}]""")]
    public void Push_AnyWayOfNumbering_GivesTheSameCalls(string way, string deltas)
    {
        using var play = Deltas(deltas);

        var choice = play.Client().Only;
        Flat(choice.Calls).ShouldBe(TwoCalls, way);
        choice.Finish.ShouldBe("tool_calls");
        Flat(Assembled(play)).ShouldBe(TwoCalls, way);
    }

    [Theory]
    [InlineData("by index", """[{"index":0,"function":{"name":"f","arguments":"{}"}}]|[{"index":1,"function":{"name":"f","arguments":"{}"}}]""")]
    [InlineData("by name", """[{"function":{"name":"f","arguments":"{}"}}]|[{"function":{"name":"f","arguments":"{}"}}]""")]
    public void Push_NoIds_MintsOnePerCallAndAlwaysTheSame(string way, string deltas)
    {
        using var play = Deltas(deltas);
        using var again = Deltas(deltas);

        var calls = play.Client().Only.Calls;
        calls.Count.ShouldBe(2, way);
        calls.Select(call => call[0]).ShouldBeUnique();
        calls.ShouldAllBe(call => call[0].StartsWith("call_") && call[0].Length == 29);
        again.Client().Only.Calls.ShouldBe(calls);
    }

    [Fact]
    public void Push_CustomTool_KeepsItsForm()
    {
        using var play = Deltas("""[{"index":0,"id":"a","custom":{"name":"sql","input":"SEL"}}]|[{"index":0,"custom":{"input":"ECT"}}]""");

        play.Client().Only.Calls.ShouldBe([["a", "sql", "SELECT"]]);
        play.Answer().ShouldContain("""{"id":"a","type":"custom","custom":{"name":"sql","input":"SELECT"}}""");
    }

    [Fact]
    public void Push_CallThatNeverGotAName_IsSentAtTheEnd()
    {
        using var play = Deltas("""[{"index":0,"id":"a","function":{"arguments":"{}"}}]""");

        play.Client().Only.Calls.ShouldBe([["a", "", "{}"]]);
    }

    [Fact]
    public void Push_UnknownMembersOfACall_TravelOn()
    {
        using var play = Deltas("""[{"index":1,"id":"a","function":{"name":"f","arguments":"{}","strict":true},"extra_content":{"google":{"thought_signature":"s"}}}]""");

        play.Answer().ShouldContain("\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}");
        play.Answer().ShouldContain("\"strict\":true");
    }

    private static string Flat(IEnumerable<string[]> calls) => string.Join("; ", calls.Select(call => string.Join(' ', call)));

    private static Play Deltas(string deltas) => Play.Events(
    [
        .. deltas.Split('|').Select(calls => $$$"""{"choices":[{"index":0,"delta":{"content":null,"tool_calls":{{{calls}}}}}]}"""),
        """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
    ]);

    private static IEnumerable<string[]> Assembled(Play play) =>
        JsonDocument.Parse(play.Answer()).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls").EnumerateArray()
            .Select(call => new[]
            {
                call.GetProperty("id").GetString()!, call.GetProperty("function").GetProperty("name").GetString()!,
                call.GetProperty("function").GetProperty("arguments").GetString()!,
            });
}
