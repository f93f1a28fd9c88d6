using NextModel.Json;

namespace NextModel.Providers.Translation;

/// <summary>Writes the calls of a whole answer as <c>tool_calls</c>, the last member of its message; nothing where there is none.</summary>
internal ref struct WholeCalls(PooledBuffer output)
{
    private bool _any;

    /// <param name="id">The call's id.</param>
    /// <param name="name">The function's name.</param>
    /// <param name="input">Its arguments, any JSON.</param>
    public void Add(JsonCursor id, JsonCursor name, JsonCursor input)
    {
        output.Write(_any ? ",{\"id\":"u8 : ",\"tool_calls\":[{\"id\":"u8);
        output.Write(id.Kind == JsonKind.String ? id.Raw : "null"u8);
        output.Write(",\"type\":\"function\",\"function\":{\"name\":"u8);
        output.Write(name.Kind == JsonKind.String ? name.Raw : "\"\""u8);
        output.Write(",\"arguments\":"u8);
        output.Write(input.IsNullOrMissing ? "\"{}\""u8 : input.Raw);
        output.Write("}}"u8);
        _any = true;
    }

    public readonly void End() => output.Write(_any ? "]"u8 : default);
}
