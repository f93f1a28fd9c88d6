using System.Text;
using NextModel.Json;

namespace NextModel.Tests.Json;

/// <summary>Parses test texts and fails the test when they should parse and do not.</summary>
internal static class Parsed
{
    public static JsonTape Strict(string text) => Parse(Encoding.UTF8.GetBytes(text), JsonLimits.Request);

    public static JsonTape Lenient(string text) => Parse(Encoding.UTF8.GetBytes(text), JsonLimits.Upstream);

    public static JsonTape Parse(byte[] text, JsonLimits limits)
    {
        var tape = JsonTape.Rent();
        tape.TryParse(text, limits, out var problem).ShouldBeTrue($"{problem} in {Encoding.UTF8.GetString(text)}");
        return tape;
    }

    public static JsonProblem Problem(byte[] text, JsonLimits limits)
    {
        var tape = JsonTape.Rent();
        tape.TryParse(text, limits, out var problem).ShouldBeFalse(Encoding.UTF8.GetString(text));
        tape.Return();
        return problem;
    }
}
