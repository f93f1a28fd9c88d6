using System.Text;
using NextModel.Inference;
using NextModel.Json;
using NextModel.Metering;

namespace NextModel.Tests.Metering;

public sealed class InputEstimateTests
{
    // 3 for the answer; each message 3, its role 1, its text.
    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hello world"}]}""", 3 + 3 + 1 + 2)]
    [InlineData("""{"messages":[{"content":"hello\u0020world","role":"\u0075ser"}]}""", 3 + 3 + 1 + 2)]
    [InlineData("""{"messages":[{"role":"system","content":"hello"},{"role":"user","content":"hello world"}]}""", 3 + (3 + 1 + 1) + (3 + 1 + 2))]
    [InlineData("""{"messages":[{"role":"user","name":"hello","content":"hello world"}]}""", 3 + 3 + 1 + (1 + 1) + 2)]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"hello"},{"type":"text","text":" world"}]}]}""", 3 + 3 + 1 + 2)]
    [InlineData("""{"messages":[{"role":"assistant","content":null,"refusal":"hello"}]}""", 3 + 3 + 1 + 1)]
    [InlineData("""{"messages":[{"role":"assistant","content":[{"type":"refusal","refusal":"hello"}]}]}""", 3 + 3 + 1 + 1)]
    [InlineData("""{"messages":[{"role":"assistant","content":"hello","reasoning_content":"hello world"}]}""", 3 + 3 + 1 + 1 + 2)]
    [InlineData("""{"messages":[{"role":"tool","tool_call_id":"call_1234567890","content":"hello"}]}""", 3 + 3 + 1 + 1)]
    [InlineData("""{"messages":[]}""", 3)]
    [InlineData("""{"messages":"hello"}""", 3)]
    [InlineData("""{}""", 3)]
    public void EstimateInput_Messages_CountsTextAndTheRecipesOverhead(string body, long tokens) => Chat(body).ShouldBe(tokens);

    [Theory]
    [InlineData("low", 85)]
    [InlineData("high", 765)]
    [InlineData("auto", 765)]
    public void EstimateInput_Image_CountsAConstantByDetail(string detail, long image) =>
        Chat($$$"""
            {"messages":[{"role":"user","content":[{"type":"text","text":"hello"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,{{{new string('A', 5_000)}}}","detail":"{{{detail}}}"}}]}]}
            """).ShouldBe(3 + 3 + 1 + 1 + image);

    [Fact]
    public void EstimateInput_OtherPart_CountsAsAnImage() =>
        Chat("""{"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}""")
            .ShouldBe(3 + 3 + 1 + 765);

    [Fact]
    public void EstimateInput_ToolCalls_CountNameArgumentsAndFour()
    {
        Chat("""
            {"messages":[{"role":"assistant","tool_calls":[
             {"id":"call_abcdefghijkl","type":"function","function":{"name":"hello","arguments":"hello world"}},
             {"id":"call_mnopqrstuvwx","type":"custom","custom":{"name":"hello","input":"hello"}}]}]}
            """).ShouldBe(3 + 3 + 1 + (4 + 1 + 2) + (4 + 1 + 1));
        Chat("""{"messages":[{"role":"assistant","function_call":{"name":"hello","arguments":"hello world"}}]}""")
            .ShouldBe(3 + 3 + 1 + (4 + 1 + 2));
    }

    // 12 after all; each tool 7, name, description; properties 3; each 4, name, type, description; enum values 3 each but the first.
    [Theory]
    [InlineData("""{"tools":[{"type":"function","function":{"name":"hello"}}]}""", 12 + 7 + 1)]
    [InlineData("""{"functions":[{"name":"hello","description":"hello world"}]}""", 12 + 7 + 1 + 2)]
    [InlineData("""
        {"tools":[{"type":"function","function":{"name":"hello","parameters":{"type":"object","properties":{
         "world":{"type":"string","description":"hello world","enum":["hello","world"]}},"required":["world"]}}}]}
        """, 12 + 7 + 1 + 3 + (4 + 1 + 1 + 2) + (1 + 3 + 1))]
    [InlineData("""
        {"tools":[{"type":"function","function":{"name":"hello","parameters":{"properties":{
         "world":{"type":"array","items":{"properties":{"hello":{"type":"string"}}}}}}}}]}
        """, 12 + 7 + 1 + 3 + (4 + 1 + 1) + 3 + (4 + 1 + 1))]
    [InlineData("""{"response_format":{"type":"json_schema","json_schema":{"name":"hello","schema":{"properties":{"world":{"type":"string"}}}}}}""",
        12 + 7 + 1 + 3 + (4 + 1 + 1))]
    [InlineData("""{"tools":[{"type":"custom","custom":{"name":"hello","format":{"type":"grammar","grammar":{"definition":"hello world"}}}}]}""",
        12 + 7 + 1 + 2)]
    [InlineData("""{"tools":[],"response_format":{"type":"text"}}""", 0)]
    public void EstimateInput_Tools_CountsTheRecipesConstants(string body, long tokens) => Chat(body).ShouldBe(3 + tokens);

    [Fact]
    public void EstimateInput_WhiteSpaceAndMemberOrder_DoNotMatter() =>
        Chat("""{ "messages" : [ { "content" : "hello" ,  "role" : "user" } ] }""")
            .ShouldBe(Chat("""{"messages":[{"role":"user","content":"hello"}]}"""));

    [Theory]
    [InlineData("\"hello world\"", 2)]
    [InlineData("\"\"", 0)]
    [InlineData("[\"hello world\",\"hello\"]", 3)]
    [InlineData("[15339,1917,0]", 3)]
    [InlineData("[[15339,1917],[0]]", 3)]
    [InlineData("null", 0)]
    public void EstimateInput_Embeddings_CountsTextOrTokens(string input, long tokens) =>
        Estimate($$"""{"model":"m","input":{{input}}}""", Operation.Embeddings, "cl100k_base").ShouldBe(tokens);

    [Fact]
    public void EstimateInput_UnknownEncoding_Throws() =>
        Should.Throw<ArgumentException>(() => Estimate("{}", Operation.ChatCompletions, "p50k_base"));

    private static long Chat(string body) => Estimate(body, Operation.ChatCompletions, "o200k_base");

    private static long Estimate(string body, Operation operation, string tokenizer)
    {
        var utf8 = Encoding.UTF8.GetBytes(body);
        var tape = new JsonTape();
        tape.TryParse(utf8, JsonLimits.Request, out _).ShouldBeTrue();
        return Meter.EstimateInput(new InferenceRequest { Operation = operation, Body = utf8, Tape = tape, Model = "m" }, tokenizer);
    }
}
