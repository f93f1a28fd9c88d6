using NextModel.Json;

namespace NextModel.Responses;

/// <summary>Finds items by their ids.</summary>
public static class ItemIds
{
    /// <summary>Ids of the items of an array of input, or of a response's output.</summary>
    public static IReadOnlyList<string> Of(ReadOnlyMemory<byte> json, bool isInput)
    {
        var ids = new List<string>();
        Visit(json, isInput, item =>
        {
            if (item["id"u8].GetString() is { Length: > 0 } id)
            {
                ids.Add(id);
            }

            return false;
        });
        return ids;
    }

    /// <summary>The item of that id, JSON; null when it is not there.</summary>
    public static byte[]? Find(KeptResponse kept, string id)
    {
        ArgumentNullException.ThrowIfNull(kept);
        byte[]? found = null;
        bool Take(JsonCursor item)
        {
            if (item["id"u8].GetString() != id)
            {
                return false;
            }

            found = item.Raw.ToArray();
            return true;
        }

        Visit(kept.Response, isInput: false, Take);
        if (found is null)
        {
            Visit(kept.Input, isInput: true, Take);
        }

        return found;
    }

    private static void Visit(ReadOnlyMemory<byte> json, bool isInput, Func<JsonCursor, bool> isEnough)
    {
        var tape = JsonTape.Rent();
        if (tape.TryParse(json, JsonLimits.Upstream, out _))
        {
            foreach (var item in (isInput ? tape.Root : tape.Root["output"u8]).Children)
            {
                if (isEnough(item.Value))
                {
                    break;
                }
            }
        }

        tape.Return();
    }
}
