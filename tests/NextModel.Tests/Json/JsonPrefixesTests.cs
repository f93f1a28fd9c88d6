using System.Text;
using NextModel.Json;

namespace NextModel.Tests.Json;

/// <summary>Words are found where a text begins with them, and never missed because they are escaped.</summary>
public sealed class JsonPrefixesTests
{
    private static readonly JsonPrefixes Words = new("file_id", "ms:");

    [Theory]
    [InlineData("{\"file_id\":\"x\"}")]
    [InlineData("{\"file_ids\":[]}")]
    [InlineData("[{\"a\":\"file_id\"}]")]
    [InlineData("{\"file\\u005fid\":1}")]
    [InlineData("{\"\\u0066ile_id\":1}")]
    [InlineData("{\"url\":\"ms:\\/\\/x\"}")]
    [InlineData("\"m\\u0073:\"")]
    public void MayBeIn_TextThatBeginsWithAWord_IsTrue(string json) => MayBeIn(json).ShouldBeTrue();

    [Theory]
    [InlineData("{\"file\":\"x\"}")]
    [InlineData("{\"a\":\"a file_id\"}")]
    [InlineData("{\"a\":\"files\\nid\",\"b\":\"fil\"}")]
    [InlineData("[1,true,null,\"\",\"ms\",\"m\"]")]
    public void MayBeIn_TextWithoutOne_IsFalse(string json) => MayBeIn(json).ShouldBeFalse();

    private static bool MayBeIn(string json)
    {
        var tape = JsonTape.Rent();
        tape.TryParse(Encoding.UTF8.GetBytes(json), JsonLimits.Request, out _).ShouldBeTrue();
        var found = Words.MayBeIn(tape);
        tape.Return();
        return found;
    }
}
