using System.Text;
using NextModel.Json;

namespace CacheSafety.BlackBox;

/// <summary>
/// A mark in the last thing the user said, the same in both requests of a case, so that another run or pass never meets this one's entries.
/// Every other byte stays.
/// </summary>
internal static class Salt
{
    public static ReadOnlyMemory<byte> Into(ReadOnlyMemory<byte> body, string salt)
    {
        if (salt.Length == 0)
        {
            return body;
        }

        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(body, JsonLimits.Upstream, out _) || PlaceIn(tape.Root) is not { } place)
            {
                return body;
            }

            return (byte[])[.. body.Span[..place], .. Encoding.UTF8.GetBytes($" ({salt})"), .. body.Span[place..]];
        }
        finally
        {
            tape.Return();
        }
    }

    // Before the closing quote of the last text of the last user message; of the last message where no user speaks.
    private static int? PlaceIn(JsonCursor root)
    {
        int? ofUser = null, ofAny = null;
        foreach (var message in root["messages"u8].Children)
        {
            if (TextIn(message.Value["content"u8]) is { } end)
            {
                ofAny = end;
                ofUser = message.Value["role"u8].TextEquals("user"u8) ? end : ofUser;
            }
        }

        return ofUser ?? ofAny;
    }

    private static int? TextIn(JsonCursor content)
    {
        if (content.Kind == JsonKind.String)
        {
            return content.End - 1;
        }

        int? end = null;
        foreach (var part in content.Children)
        {
            if (part.Value["text"u8] is { Kind: JsonKind.String } text)
            {
                end = text.End - 1;
            }
        }

        return end;
    }
}
