using System.Text.Json;
using NextModel.Gateway.Serving;
using NextModel.Json;

namespace NextModel.Gateway.Responses;

/// <summary>Pages of a list of items, each named by its first and last id.</summary>
internal sealed class ItemPage : IDisposable
{
    private readonly JsonTape _tape = JsonTape.Rent();
    private readonly List<JsonCursor> _items = [];

    public ItemPage(ReadOnlyMemory<byte> items, bool isNewestFirst)
    {
        if (_tape.TryParse(items, JsonLimits.Upstream, out _))
        {
            foreach (var item in _tape.Root.Children)
            {
                _items.Add(item.Value);
            }
        }

        if (isNewestFirst)
        {
            _items.Reverse();
        }
    }

    /// <summary>Writes a page; false where the item it is to begin after is not there.</summary>
    public bool TryWrite(string? after, int limit, out byte[] page)
    {
        page = [];
        var from = string.IsNullOrEmpty(after) ? 0 : _items.FindIndex(item => item["id"u8].GetString() == after) + 1;
        if (from == 0 && !string.IsNullOrEmpty(after))
        {
            return false;
        }

        var shown = _items.Skip(from).Take(limit).ToList();
        using var output = new PooledBuffer(1024);
        using (var json = new Utf8JsonWriter(output, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "list"u8);
            json.WriteStartArray("data"u8);
            foreach (var item in shown)
            {
                json.WriteRawValue(item.Raw, skipInputValidation: true);
            }

            json.WriteEndArray();
            json.WriteString("first_id"u8, shown.Count > 0 ? shown[0]["id"u8].GetString() : "");
            json.WriteString("last_id"u8, shown.Count > 0 ? shown[^1]["id"u8].GetString() : "");
            json.WriteBoolean("has_more"u8, from + limit < _items.Count);
            json.WriteEndObject();
        }

        page = output.Written.ToArray();
        return true;
    }

    public void Dispose() => _tape.Return();
}
