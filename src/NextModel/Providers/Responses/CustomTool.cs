using NextModel.Json;

namespace NextModel.Providers.Responses;

/// <summary>A tool that takes free text: chat sources are told it as a function whose one argument that text is.</summary>
public static class CustomTool
{
    /// <summary>The schema of that function's arguments.</summary>
    public static ReadOnlySpan<byte> Schema =>
        "{\"type\":\"object\",\"properties\":{\"input\":{\"type\":\"string\",\"description\":\"The whole input of the tool, as plain text.\"}},\"required\":[\"input\"],\"additionalProperties\":false}"u8;

    /// <summary>The arguments of a call whose text is the string <paramref name="input"/>.</summary>
    public static byte[] Wrap(JsonCursor input) => [.. "{\"input\":"u8, .. input.Raw, .. "}"u8];

    /// <summary>Puts the argument in the place of the arguments, content of JSON strings both; what is no such object stays as it is.</summary>
    internal static void Unwrap(PooledBuffer text)
    {
        var tape = JsonTape.Rent();
        if (tape.TryParse(Clients.ToolInput.Decode(text.Written), JsonLimits.Upstream, out _) && tape.Root["input"u8] is { Kind: JsonKind.String } input)
        {
            var content = input.Raw[1..^1].ToArray();
            text.Clear();
            text.Write(content);
        }

        tape.Return();
    }
}
