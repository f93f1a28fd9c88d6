namespace NextModel.Json;

/// <summary>A member of an object, or an item of an array (which has no name).</summary>
public readonly struct JsonChild
{
    private readonly JsonTape _tape;
    private readonly int _name;

    internal JsonChild(JsonTape tape, int name, int value)
    {
        _tape = tape;
        _name = name;
        Value = new JsonCursor(tape, value);
    }

    public JsonCursor Value { get; }

    /// <summary>First byte of the member (the opening quote of its name), or of the item.</summary>
    public int Start => _name < 0 ? Value.Start : _tape.TokenAt(_name).Start;

    /// <summary>One past the closing quote of the member's name; for an item, <see cref="Start"/>.</summary>
    public int NameEnd => _name < 0 ? Value.Start : _tape.TokenAt(_name).End;

    /// <summary>The decoded name; empty for an item.</summary>
    public string Name => _name < 0 ? "" : JsonNames.Text(_tape, _tape.TokenAt(_name));

    /// <summary>True when the member's decoded name is <paramref name="expected"/>.</summary>
    public bool NameEquals(ReadOnlySpan<byte> expected) =>
        _name >= 0 && JsonNames.TextEquals(_tape, _tape.TokenAt(_name), expected);
}
