using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>A deprecated <c>function_call</c>, in a delta or in a whole message.</summary>
internal readonly ref struct FunctionCallParts
{
    public FunctionCallParts(JsonCursor call)
    {
        Name = call["name"u8];
        Arguments = call["arguments"u8];
    }

    public JsonCursor Name { get; }

    public JsonCursor Arguments { get; }

    /// <summary>True when clients can take it as it stands.</summary>
    public bool AreCanonical => Name.Kind is JsonKind.None or JsonKind.String && Arguments.Kind == JsonKind.String
        && !SplitSurrogates.In(Arguments);

    /// <summary>Writes all up to the content of the arguments.</summary>
    public void WriteStart(PooledBuffer output)
    {
        output.Write("{"u8);
        if (Name.Kind == JsonKind.String)
        {
            output.Write("\"name\":"u8);
            output.Write(Name.Raw);
            output.Write(","u8);
        }

        output.Write("\"arguments\":\""u8);
    }
}
