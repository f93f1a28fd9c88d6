using NextModel.Errors;
using NextModel.Inference;
using NextModel.Json;

namespace NextModel.Gateway.Serving;

/// <summary>What of a request in another dialect chat has no words for, gathered on the way.</summary>
/// <param name="api">The dialect's API, for people.</param>
internal sealed class ChatNotes(string api)
{
    /// <summary>More names than this are not listed: the receipt is no copy of the request.</summary>
    private const int MostNames = 32;

    private readonly List<string> _adjusted = [];

    /// <summary>The first thing that cannot be left out; null as long as there is none.</summary>
    public GatewayError? Refusal { get; private set; }

    public IReadOnlyList<string> Adjusted => _adjusted;

    /// <summary>True for what a member may be set to without saying anything.</summary>
    public static bool SaysNothing(JsonCursor value) => value.Kind is JsonKind.Null or JsonKind.False
        || (value.Kind is JsonKind.Array or JsonKind.Object && value.Count() == 0);

    /// <summary>The request as it was said, with what was noted; it owns the text.</summary>
    /// <param name="text">The chat body.</param>
    /// <param name="tools">Tools with other names in it; null for none.</param>
    public ChatForm Form(PooledBuffer text, IReadOnlyDictionary<string, RenamedTool>? tools = null)
    {
        var tape = JsonTape.Rent();
        return tape.TryParse(text.WrittenMemory, JsonLimits.Upstream, out var problem)
            ? new ChatForm(text, tape) { Refusal = Refusal, Adjusted = Adjusted, Tools = tools ?? ChatForm.NoTools }
            : throw new InvalidOperationException($"A request in chat's words is no JSON: {problem}.");
    }

    /// <summary>Notes that a member was left out or lowered.</summary>
    public void Adjust(string name)
    {
        if (_adjusted.Count < MostNames && !_adjusted.Contains(name))
        {
            _adjusted.Add(name);
        }
    }

    /// <summary>Notes something without which the answer would be another one.</summary>
    public void Unsupported(string what, string path) => Refusal ??= new GatewayError(
        GatewayErrorCode.UnsupportedParameter,
        $"'{path}' {what}, which only sources that speak {api} know. Ask for a model of one of those, or leave it out.",
        path);
}
