namespace NextModel.Json;

/// <summary>Walks the members of an object or the items of an array, in the order of the text.</summary>
public ref struct JsonChildren
{
    private readonly JsonTape? _tape;
    private readonly int _end;
    private readonly bool _isObject;
    private int _next;
    private int _current;

    internal JsonChildren(JsonCursor container)
    {
        if (container.Kind is JsonKind.Object or JsonKind.Array)
        {
            _tape = container.Tape;
            _isObject = container.Kind == JsonKind.Object;
            _next = container.Index + 1;
            _end = _tape.TokenAt(container.Index).Next;
        }
    }

    public readonly JsonChild Current => new(_tape!, _isObject ? _current : -1, _isObject ? _current + 1 : _current);

    public readonly JsonChildren GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_next >= _end)
        {
            return false;
        }

        _current = _next;
        _next = _tape!.TokenAt(_isObject ? _current + 1 : _current).Next;
        return true;
    }
}
