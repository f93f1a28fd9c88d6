using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI.Objects;

/// <summary>A list of a project's own objects, put together from what sources list of everybody's.</summary>
/// <param name="limit">Most of them.</param>
internal sealed class ObjectPage(int limit) : IDisposable
{
    private readonly PooledBuffer _items = new(4096);
    private string? _first;
    private string? _last;
    private int _count;

    /// <summary>True when there are as many as were asked for, and one more was seen.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Takes what of a source's page is the project's; the cursor of the next page, null after the last.</summary>
    public async ValueTask<string?> AddAsync(
        byte[] json, Func<IReadOnlyCollection<string>, ValueTask<IReadOnlySet<string>>> ownedOf, Func<JsonCursor, ValueTask<GatewayError?>> seen)
    {
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(json, JsonLimits.Upstream, out _))
            {
                return null;
            }

            var ids = Ids(tape.Root);
            var owned = ids.Count == 0 ? new HashSet<string>(StringComparer.Ordinal) : await ownedOf(ids);
            foreach (var id in ids.Where(owned.Contains))
            {
                if (_count == limit)
                {
                    IsFull = true;
                    return null;
                }

                await seen(Add(tape.Root, id));
            }

            return tape.Root["has_more"u8].Kind == JsonKind.True && ids.Count > 0 ? ids[^1] : null;
        }
        finally
        {
            tape.Return();
        }
    }

    /// <summary>The list, as OpenAI's API tells lists.</summary>
    public byte[] ToJson()
    {
        using var json = new PooledBuffer(_items.Length + 256);
        json.Write("{\"object\":\"list\",\"data\":["u8);
        json.Write(_items.Written);
        json.Write("],\"first_id\":"u8);
        Write(json, _first);
        json.Write(",\"last_id\":"u8);
        Write(json, _last);
        json.Write(IsFull ? ",\"has_more\":true}"u8 : ",\"has_more\":false}"u8);
        return json.Written.ToArray();
    }

    public void Dispose() => _items.Dispose();

    private JsonCursor Add(JsonCursor root, string id)
    {
        foreach (var item in root["data"u8].Children)
        {
            if (item.Value["id"u8].GetString() == id)
            {
                _items.Write(_count > 0 ? ","u8 : default);
                _items.Write(item.Value.Raw);
                _count++;
                _first ??= id;
                _last = id;
                return item.Value;
            }
        }

        return default;
    }

    private static List<string> Ids(JsonCursor root)
    {
        var ids = new List<string>();
        foreach (var item in root["data"u8].Kind == JsonKind.Array ? root["data"u8].Children : default)
        {
            if (item.Value["id"u8].GetString() is { Length: > 0 } id)
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    private static void Write(PooledBuffer json, string? id)
    {
        if (id is null)
        {
            json.Write("null"u8);
        }
        else
        {
            JsonText.Write(json, id);
        }
    }
}
