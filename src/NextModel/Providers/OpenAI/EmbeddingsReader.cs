using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Checks an answer of embeddings and brings it into OpenAI's form: our model name, in the order of the input, in the encoding the
/// caller asked for. Its usage is taken out: it travels apart.
/// </summary>
internal static class EmbeddingsReader
{
    /// <summary>Null when <paramref name="answer"/> holds the answer; else why there is none.</summary>
    /// <param name="received">The source's body.</param>
    /// <param name="frame">What the answer must carry.</param>
    /// <param name="asBase64">True when the caller asked for base64 instead of numbers.</param>
    /// <param name="usage">Takes the usage the source reports.</param>
    /// <param name="answer">Takes the answer.</param>
    public static ProviderFailure? Read(
        JsonTape received, AnswerFrame frame, bool asBase64, ReportedUsage usage, PooledBuffer answer)
    {
        var root = received.Root;
        var data = root["data"u8];
        if (ErrorBody.IsSet(root["error"u8]) || ErrorBody.IsFailed(root["base_resp"u8]) || (data.IsNullOrMissing && ErrorBody.Is(root)))
        {
            return ProviderErrorReader.ReadIn200(root, frame);
        }

        if (data.Kind != JsonKind.Array || root.Kind != JsonKind.Object)
        {
            return AnswerFailures.Malformed(frame);
        }

        if (data.Count() == 0)
        {
            return AnswerFailures.Empty(frame);
        }

        usage.Take(root["usage"u8]);
        using var items = new PooledBuffer(data.End - data.Start + 64);
        if (!TryWriteItems(data, asBase64, items))
        {
            return AnswerFailures.Malformed(frame);
        }

        Write(received, items.Written, frame, answer);
        return null;
    }

    private static void Write(JsonTape received, ReadOnlySpan<byte> items, AnswerFrame frame, PooledBuffer answer)
    {
        using var splice = new MemberSplice();
        var hasObject = false;
        var hasModel = false;
        splice.Begin(received);
        foreach (var child in received.Root.Children)
        {
            switch (WireMembers.Of(child))
            {
                case WireMember.Object:
                    splice.Replace(child, "\"list\""u8);
                    hasObject = true;
                    break;
                case WireMember.Model:
                    splice.Replace(child, frame.ModelJson);
                    hasModel = true;
                    break;
                case WireMember.Usage or WireMember.Error or WireMember.BaseResp or WireMember.Private:
                    splice.Drop();
                    break;
                default:
                    Write(splice, child, items);
                    break;
            }
        }

        if (!hasObject)
        {
            splice.Add("object"u8).Write("\"list\""u8);
        }

        if (!hasModel)
        {
            splice.Add("model"u8).Write(frame.ModelJson);
        }

        splice.Leave(received.Root);
        answer.Write(splice.End().Span);
    }

    private static void Write(MemberSplice splice, in JsonChild child, ReadOnlySpan<byte> items)
    {
        if (child.NameEquals("data"u8))
        {
            splice.Replace(child, items);
        }
        else
        {
            splice.Keep(child);
        }
    }

    /// <summary>Writes the array, sorted by index.</summary>
    private static bool TryWriteItems(JsonCursor data, bool asBase64, PooledBuffer output)
    {
        var items = new List<(long Index, JsonCursor Item)>();
        foreach (var item in data.Children)
        {
            items.Add((item.Value["index"u8].TryGetInt64(out var index) ? index : items.Count, item.Value));
        }

        var first = true;
        output.Write("["u8);
        foreach (var (index, item) in items.OrderBy(one => one.Index))
        {
            output.Write(first ? default : ","u8);
            first = false;
            if (!TryWriteItem(item, index, asBase64, output))
            {
                return false;
            }
        }

        output.Write("]"u8);
        return true;
    }

    private static bool TryWriteItem(JsonCursor item, long index, bool asBase64, PooledBuffer output)
    {
        var vector = item["embedding"u8];
        if (vector.Kind is not (JsonKind.Array or JsonKind.String))
        {
            return false;
        }

        output.Write("{\"object\":\"embedding\",\"index\":"u8);
        output.WriteNumber(index);
        output.Write(",\"embedding\":"u8);
        var converted = (vector.Kind, asBase64) switch
        {
            (JsonKind.Array, true) => Vectors.TryWriteBase64(vector, output),
            (JsonKind.String, false) => Vectors.TryWriteNumbers(vector, output),
            _ => (bool?)null,
        };
        if (converted is null)
        {
            output.Write(vector.Raw);
        }

        var first = false;
        foreach (var member in item.Children)
        {
            if (!member.NameEquals("object"u8) && !member.NameEquals("index"u8) && !member.NameEquals("embedding"u8))
            {
                output.WriteMember(member, ref first);
            }
        }

        output.Write("}"u8);
        return converted ?? true;
    }
}
