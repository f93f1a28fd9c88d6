using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Brings one choice of a chunk, or of a whole answer, into the form all clients take.</summary>
internal sealed class ChoiceWriter(MemberSplice splice, MintedIds ids) : IDisposable
{
    private readonly MessageWriter _message = new(splice, ids);
    private FinishReason _finish;

    /// <summary>True when the choice written last said something the caller would miss.</summary>
    public bool Meaningful { get; private set; }

    /// <summary>Writes one delta of a stream; false when it says nothing and was left out.</summary>
    public bool WriteDelta(in JsonChild item, in ChoiceParts parts, ChoiceState choice)
    {
        var finish = choice.Finish == FinishReason.None ? FinishReasons.Read(parts.FinishReason) : FinishReason.None;
        var body = new MessageParts(parts.Delta);
        var saysSomething = _message.Prepare(body, choice, ending: finish != FinishReason.None, whole: false);
        if (!saysSomething && finish == FinishReason.None && parts.Logprobs.IsNullOrMissing && !parts.HasOthers)
        {
            splice.Drop();
            return false;
        }

        _finish = finish.Given(choice.CallsTools, choice.CalledFunction);
        choice.Finish = _finish == FinishReason.None ? choice.Finish : _finish;
        Write(item, parts, body, choice.Index, whole: false);
        Meaningful = _message.Meaningful || finish != FinishReason.None || !parts.Logprobs.IsNullOrMissing;
        return true;
    }

    /// <summary>Writes one choice of a whole answer.</summary>
    public void WriteWhole(in JsonChild item, in ChoiceParts parts, ChoiceState choice)
    {
        var body = new MessageParts(parts.Message);
        _message.Prepare(body, choice, ending: true, whole: true);
        var finish = FinishReasons.Read(parts.FinishReason);
        _finish = (finish == FinishReason.None ? FinishReason.Stop : finish).Given(choice.CallsTools, choice.CalledFunction);
        choice.Finish = _finish;
        Write(item, parts, body, choice.Index, whole: true);
    }

    /// <summary>Gives back what was written; the next choice begins with nothing.</summary>
    public void Release() => _message.Release();

    public void Dispose() => _message.Dispose();

    private void Write(in JsonChild item, in ChoiceParts parts, in MessageParts body, int index, bool whole)
    {
        var bodyName = whole ? WireMember.Message : WireMember.Delta;
        splice.Enter(item);
        foreach (var child in item.Value.Children)
        {
            var member = WireMembers.Of(child);
            if (member == bodyName)
            {
                _message.Write(child, body);
            }
            else
            {
                WriteChild(member, child, index);
            }
        }

        AddMissing(parts, body, index, whole);
        splice.Leave(item.Value);
    }

    private void WriteChild(WireMember member, in JsonChild child, int index)
    {
        switch (member)
        {
            case WireMember.Index when !(child.Value.TryGetInt64(out var given) && given == index):
                splice.Replace(child).WriteNumber(index);
                break;
            case WireMember.FinishReason when !child.Value.Raw.SequenceEqual(FinishReasons.Json(_finish)):
                splice.Replace(child, FinishReasons.Json(_finish));
                break;
            case WireMember.Usage or WireMember.Error or WireMember.Private or WireMember.Delta or WireMember.Message:
                splice.Drop();
                break;
            default:
                splice.Keep(child);
                break;
        }
    }

    private void AddMissing(in ChoiceParts parts, in MessageParts body, int index, bool whole)
    {
        if (parts.Index.Kind == JsonKind.None)
        {
            splice.Add("index"u8).WriteNumber(index);
        }

        if (!whole && parts.Delta.Kind == JsonKind.None)
        {
            splice.Add("delta"u8);
            _message.WriteMissing(body);
        }

        if (whole && parts.Logprobs.Kind == JsonKind.None)
        {
            splice.Add("logprobs"u8).Write("null"u8);
        }

        if (parts.FinishReason.Kind == JsonKind.None)
        {
            splice.Add("finish_reason"u8).Write(FinishReasons.Json(_finish));
        }
    }
}
