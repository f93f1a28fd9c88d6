using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Inference;

/// <summary>
/// A request of another client dialect, said in chat's words: what rules, limits and meters read, and what sources that do not speak the caller's
/// dialect are sent (docs/adr/0027).
/// </summary>
/// <param name="text">The chat body; it is this object's from now on.</param>
/// <param name="tape"><paramref name="text"/>, parsed.</param>
public sealed class ChatForm(PooledBuffer text, JsonTape tape) : IDisposable
{
    /// <summary>Of a request whose tools keep their names.</summary>
    public static readonly IReadOnlyDictionary<string, RenamedTool> NoTools = new Dictionary<string, RenamedTool>();

    /// <summary>The chat body, parsed.</summary>
    public JsonTape Tape => tape;

    /// <summary>Why chat has no words for it: then only a source that speaks the caller's dialect can serve it. Null where chat has.</summary>
    public GatewayError? Refusal { get; init; }

    /// <summary>Members that were left out or lowered, by the caller's names; empty when none was.</summary>
    public IReadOnlyList<string> Adjusted { get; init; } = [];

    /// <summary>Tools that chat knows by another name or as another kind, by their names there; empty where all keep theirs.</summary>
    public IReadOnlyDictionary<string, RenamedTool> Tools { get; init; } = NoTools;

    public void Dispose()
    {
        tape.Return();
        text.Dispose();
    }
}
