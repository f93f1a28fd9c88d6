namespace NextModel.Json;

/// <summary>
/// Members of an object, looked up in about the order in which they stand: each search goes on from the last member found, so that asking
/// for many of them walks the object once. Of a strict text: where a lenient one has a name twice, it finds either.
/// </summary>
internal ref struct JsonMembers(JsonCursor container)
{
    private readonly JsonCursor _container = container;
    private JsonChildren _rest = container.Kind == JsonKind.Object ? container.Children : default;

    /// <summary>The member called <paramref name="name"/>; a cursor of kind <see cref="JsonKind.None"/> when there is none.</summary>
    public JsonCursor this[ReadOnlySpan<byte> name]
    {
        get
        {
            var start = _rest;
            while (_rest.MoveNext())
            {
                if (_rest.Current.NameEquals(name))
                {
                    return _rest.Current.Value;
                }
            }

            // Not behind the last one: then before it, or nowhere.
            _rest = _container.Kind == JsonKind.Object ? _container.Children : default;
            while (_rest.MoveNext())
            {
                if (_rest.Current.NameEquals(name))
                {
                    return _rest.Current.Value;
                }
            }

            _rest = start;
            return default;
        }
    }
}
