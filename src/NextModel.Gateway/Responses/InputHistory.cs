using NextModel.Errors;
using NextModel.Identity;
using NextModel.Json;
using NextModel.Responses;

namespace NextModel.Gateway.Responses;

/// <summary>Puts what an input refers to and is kept here in its place: the responses it goes on from, and items named by their ids.</summary>
internal sealed class InputHistory(ResponseBook book, Caller caller, CancellationToken callerGone)
{
    private readonly List<KeptResponse> _read = [];

    /// <summary>The input of a request with its references resolved, and the same after all it goes back over.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="mostBytes">Most bytes that it may come to.</param>
    public async ValueTask<Result<ResolvedInput>> ResolveAsync(JsonCursor body, int mostBytes)
    {
        var (input, previous) = (body["input"u8], body["previous_response_id"u8].GetString());
        if (previous is null && !HasReferences(input))
        {
            return ResolvedInput.AsItIs;
        }

        using var whole = new PooledBuffer(1024);
        whole.Write("["u8);
        if (previous is not null)
        {
            if (!(await book.ChainAsync(caller, previous, mostBytes, callerGone)).TryGet(out var chain, out var refusal))
            {
                return refusal;
            }

            _read.AddRange(chain);
            foreach (var kept in chain)
            {
                Write(whole, kept);
            }
        }

        var own = whole.Length;
        if (await WriteOwnAsync(input, whole) is { } missing)
        {
            return missing;
        }

        whole.Write("]"u8);
        if (whole.Length > mostBytes)
        {
            return new GatewayError(
                GatewayErrorCode.RequestTooLarge, $"The input, with what it refers to, is larger than {mostBytes >> 20} MiB. Begin anew with the items that matter.", "input");
        }

        var items = whole.Written[own..];
        return new ResolvedInput(whole.Written.ToArray(), (byte[])[(byte)'[', .. items.StartsWith(","u8) ? items[1..] : items]);
    }

    // What the model is told of a response it goes on from: what was said, without the ids that are ours.
    private static void Write(PooledBuffer whole, KeptResponse kept)
    {
        var tape = JsonTape.Rent();
        if (tape.TryParse(kept.Input, JsonLimits.Upstream, out _))
        {
            foreach (var item in tape.Root.Children)
            {
                using var edits = new JsonEdits(tape);
                foreach (var member in item.Value["type"u8].TextEquals("reasoning"u8) ? default : item.Value.Children)
                {
                    if (member.NameEquals("id"u8))
                    {
                        edits.Remove(member);
                    }
                }

                var (start, end) = (item.Value.Start, item.Value.End);
                edits.Replace(0, start, default);
                edits.Replace(end, tape.Text.Length, default);
                whole.Write(whole.Length > 1 ? ","u8 : default);
                edits.WriteTo(whole);
            }
        }

        if (tape.TryParse(kept.Response, JsonLimits.Upstream, out _))
        {
            foreach (var item in tape.Root["output"u8].Children)
            {
                whole.Write(whole.Length > 1 ? ","u8 : default);
                whole.Write(item.Value.Raw);
            }
        }

        tape.Return();
    }

    private async ValueTask<GatewayError?> WriteOwnAsync(JsonCursor input, PooledBuffer whole)
    {
        if (input.Kind == JsonKind.String)
        {
            whole.Write(whole.Length > 1 ? ","u8 : default);
            whole.Write("{\"role\":\"user\",\"content\":"u8);
            whole.Write(input.Raw);
            whole.Write("}"u8);
            return null;
        }

        var items = new List<JsonCursor>();
        foreach (var item in input.Kind == JsonKind.Array ? input.Children : default)
        {
            items.Add(item.Value);
        }

        for (var i = 0; i < items.Count; i++)
        {
            ReadOnlyMemory<byte> found = default;
            if (IsReference(items[i]))
            {
                var (id, path) = (items[i]["id"u8].GetString()!, $"input[{i}].id");
                if (!(await FindAsync(id, path)).TryGet(out var referred, out var refusal))
                {
                    return refusal;
                }

                found = referred;
            }

            whole.Write(whole.Length > 1 ? ","u8 : default);
            whole.Write(found.IsEmpty ? items[i].Raw : found.Span);
        }

        return null;
    }

    private async ValueTask<Result<byte[]>> FindAsync(string id, string path)
    {
        foreach (var kept in _read)
        {
            if (ItemIds.Find(kept, id) is { } known)
            {
                return known;
            }
        }

        if (!(await book.FindByItemAsync(caller, id, path, callerGone)).TryGet(out var found, out var refusal))
        {
            return refusal;
        }

        _read.Add(found);
        return ItemIds.Find(found, id) is { } item ? item : ResponseBook.UnknownItem(id, path);
    }

    private static bool HasReferences(JsonCursor input)
    {
        foreach (var item in input.Kind == JsonKind.Array ? input.Children : default)
        {
            if (IsReference(item.Value))
            {
                return true;
            }
        }

        return false;
    }

    // OpenAI's libraries may leave its type out.
    private static bool IsReference(JsonCursor item) =>
        item["type"u8].TextEquals("item_reference"u8) || (item["type"u8].IsNullOrMissing && item["role"u8].IsNullOrMissing && item["id"u8].Kind == JsonKind.String);
}
