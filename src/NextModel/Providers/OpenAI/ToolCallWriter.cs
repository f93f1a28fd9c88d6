using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Brings the tool calls of a delta or a message into the one form all clients take: dense indexes from 0, id, type and name once and
/// first, arguments as a string. Read first, then ask how many calls there are to send.
/// </summary>
internal sealed class ToolCallWriter(MintedIds ids) : IDisposable
{
    private readonly PooledBuffer _items = new(1024);

    /// <summary>Calls to send.</summary>
    public int Count { get; private set; }

    /// <summary>True when the calls are not the bytes the source sent.</summary>
    public bool Edited { get; private set; }

    /// <summary>The calls, comma-separated.</summary>
    public ReadOnlySpan<byte> Items => _items.Written;

    /// <summary>Reads the deltas of one chunk. With <paramref name="finishing"/>, what was held back of any call is sent too.</summary>
    public void ReadDeltas(JsonCursor calls, ChoiceState choice, bool finishing)
    {
        Reset();
        foreach (var item in calls.Children)
        {
            if (IsNone(item))
            {
                continue;
            }

            var parts = new ToolCallParts(item.Value);
            var name = parts.Name.Content();
            var index = parts.Index.TryGetInt64(out var number) ? number : (long?)null;
            var call = choice.Calls.Find(parts.Id.GetString(), index, name);
            if (!call.Opened && name.IsEmpty)
            {
                call.Early ??= new PooledBuffer();
                call.Held = WriteArguments(call.Early, parts.Arguments, call.Held);
                Edited = true;
            }
            else
            {
                Write(parts, choice.Calls, call, whole: false);
            }
        }

        for (var i = 0; finishing && choice.CallsTools && i < choice.Calls.All.Count; i++)
        {
            WriteRest(choice.Calls, choice.Calls.All[i]);
        }
    }

    /// <summary>Reads the calls of a whole message.</summary>
    public void ReadWhole(JsonCursor calls, ChoiceState choice)
    {
        Reset();
        foreach (var item in calls.Children)
        {
            if (IsNone(item))
            {
                continue;
            }

            Write(new ToolCallParts(item.Value), choice.Calls, choice.Calls.Add(null, null), whole: true);
        }
    }

    /// <summary>Gives back what the calls were written to: they are gone.</summary>
    public void Release() => _items.Release();

    public void Dispose() => _items.Dispose();

    /// <summary>Writes arguments as the content of a string, whether they come as one or as JSON of their own.</summary>
    public static char WriteArguments(PooledBuffer output, JsonCursor arguments, char held)
    {
        switch (arguments.Kind)
        {
            case JsonKind.String:
                return SplitSurrogates.Write(output, arguments.Content(), held);
            case JsonKind.None or JsonKind.Null:
                return held;
            default:
                using (var compact = new PooledBuffer())
                using (var quoted = new PooledBuffer())
                {
                    compact.WriteCompact(arguments.Raw);
                    JsonText.Write(quoted, compact.Written);
                    output.Write(quoted.Written[1..^1]);
                }

                return default;
        }
    }

    // What is no object calls nothing.
    private bool IsNone(in JsonChild item)
    {
        var isNone = item.Value.Kind != JsonKind.Object;
        Edited |= isNone;
        return isNone;
    }

    private void Reset()
    {
        _items.Clear();
        Count = 0;
        Edited = false;
    }

    private void Write(in ToolCallParts parts, ToolCallTable calls, ToolCallState call, bool whole)
    {
        var opens = !call.Opened;
        if (opens)
        {
            calls.Open(call, parts.Name.Content());
        }
        else if (parts.Arguments.IsNullOrMissing && !HasOthers(parts))
        {
            Edited = true;
            return;
        }

        Comma();
        int? place = whole ? null : call.Index;
        if (call.Held == 0 && call.Early is null && parts.AreCanonical(place, opens))
        {
            _items.Write(parts.Item.Raw);
        }
        else
        {
            Edited = true;
            WriteOwn(parts, call, place, opens);
        }
    }

    private void WriteOwn(in ToolCallParts parts, ToolCallState call, int? place, bool opens)
    {
        var first = true;
        _items.Write("{"u8);
        WriteHead(parts, call, place, opens, ref first);
        _items.WriteName(parts.IsCustom ? "custom"u8 : "function"u8, ref first);
        _items.Write("{"u8);
        var firstInPayload = true;
        if (opens)
        {
            _items.WriteName("name"u8, ref firstInPayload);
            _items.Write(parts.Name.Content().IsEmpty ? "\"\""u8 : parts.Name.Raw);
        }

        _items.WriteName(parts.IsCustom ? "input"u8 : "arguments"u8, ref firstInPayload);
        _items.Write("\""u8);
        _items.Write(call.Early is null ? default : call.Early.Written);
        call.Early?.Dispose();
        call.Early = null;
        call.Held = WriteArguments(_items, parts.Arguments, call.Held);
        if (place is null && call.Held != 0)
        {
            SplitSurrogates.WriteReplacement(_items);
        }

        _items.Write("\""u8);
        WriteOthers(parts.Payload, ref firstInPayload);
        _items.Write("}"u8);
        WriteOthers(parts.Item, ref first);
        _items.Write("}"u8);
    }

    private void WriteHead(in ToolCallParts parts, ToolCallState call, int? place, bool opens, ref bool first)
    {
        if (place is { } index)
        {
            _items.WriteName("index"u8, ref first);
            _items.WriteNumber(index);
        }

        if (opens)
        {
            _items.WriteName("id"u8, ref first);
            if (parts.Id.Content().IsEmpty)
            {
                JsonText.Write(_items, call.Id ?? ids.Next("call_"));
            }
            else
            {
                _items.Write(parts.Id.Raw);
            }

            _items.WriteName("type"u8, ref first);
            _items.Write(!parts.Type.Content().IsEmpty ? parts.Type.Raw : parts.IsCustom ? "\"custom\""u8 : "\"function\""u8);
        }
    }

    /// <summary>Sends what is still held back of a call whose choice has ended.</summary>
    private void WriteRest(ToolCallTable calls, ToolCallState call)
    {
        if (!call.Opened)
        {
            // A call that never got a name is sent without one: the caller sees what the source did.
            Comma();
            Edited = true;
            calls.Open(call, []);
            WriteOwn(default, call, call.Index, opens: true);
        }

        if (call.Held != 0)
        {
            call.Held = default;
            Comma();
            Edited = true;
            _items.Write("{\"index\":"u8);
            _items.WriteNumber(call.Index);
            _items.Write(",\"function\":{\"arguments\":\""u8);
            SplitSurrogates.WriteReplacement(_items);
            _items.Write("\"}}"u8);
        }
    }

    private void Comma()
    {
        if (Count++ > 0)
        {
            _items.Write(","u8);
        }
    }

    private void WriteOthers(JsonCursor container, ref bool first)
    {
        foreach (var member in container.Children)
        {
            if (IsOther(member))
            {
                _items.WriteMember(member, ref first);
            }
        }
    }

    private static bool HasOthers(in ToolCallParts parts)
    {
        foreach (var member in parts.Item.Children)
        {
            if (IsOther(member))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOther(in JsonChild member) => WireMembers.Of(member) is not (WireMember.Index or WireMember.Id or WireMember.Type
        or WireMember.Function or WireMember.Custom or WireMember.Name or WireMember.Arguments or WireMember.Input);
}
