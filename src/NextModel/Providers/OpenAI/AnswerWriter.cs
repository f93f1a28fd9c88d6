using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Writes the outermost members of a chunk or of a whole answer: our model name, one id and time, no usage (it travels apart), nothing
/// that names the source.
/// </summary>
internal sealed class AnswerWriter(MemberSplice splice, AnswerHead head, ReadOnlyMemory<byte> objectJson, bool nullUsage)
{
    /// <summary>Writes any member but the choices.</summary>
    public void WriteMember(WireMember member, in JsonChild child)
    {
        switch (member)
        {
            case WireMember.Id:
                Put(child, head.Id);
                break;
            case WireMember.Object:
                Put(child, objectJson.Span);
                break;
            case WireMember.Created:
                Put(child, head.Created);
                break;
            case WireMember.Model:
                Put(child, head.Model);
                break;
            case WireMember.Usage when nullUsage:
                Put(child, "null"u8);
                break;
            case WireMember.Usage or WireMember.Error or WireMember.XGroq or WireMember.BaseResp or WireMember.Private:
            case WireMember.ServiceTier or WireMember.SystemFingerprint when child.Value.Kind == JsonKind.Null:
                splice.Drop();
                break;
            default:
                splice.Keep(child);
                break;
        }
    }

    /// <summary>Adds what must be there and is not.</summary>
    public void AddMissing(in AnswerParts parts)
    {
        Add(parts.Id, "id"u8, head.Id);
        Add(parts.Object, "object"u8, objectJson.Span);
        Add(parts.Created, "created"u8, head.Created);
        Add(parts.Model, "model"u8, head.Model);
        if (nullUsage)
        {
            Add(parts.Usage, "usage"u8, "null"u8);
        }
    }

    private void Put(in JsonChild child, ReadOnlySpan<byte> value)
    {
        if (child.Value.Raw.SequenceEqual(value))
        {
            splice.Keep(child);
        }
        else
        {
            splice.Replace(child, value);
        }
    }

    private void Add(JsonCursor present, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (present.Kind == JsonKind.None)
        {
            splice.Add(name).Write(value);
        }
    }
}
