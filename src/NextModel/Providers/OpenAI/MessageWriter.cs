using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>
/// Brings one <c>delta</c> of a stream, or the <c>message</c> of a whole answer, into the form all clients take. Reasoning is always
/// sent as <c>reasoning_content</c>; the source's own spelling (<c>reasoning</c>, <c>reasoning_details</c>) travels beside it, because
/// both are read in the wild and some sources want theirs back.
/// </summary>
internal sealed class MessageWriter(MemberSplice splice, MintedIds ids) : IDisposable
{
    private readonly ToolCallWriter _calls = new(ids);
    private readonly MessageTextWriter _texts = new(splice);
    private ChoiceState _choice = ChoiceState.None;
    private bool _whole;
    private bool _ending;
    private bool _meaningful;

    /// <summary>True when what was written last would be missed: text, a call, a member we do not know.</summary>
    public bool Meaningful => _meaningful || _texts.Meaningful;

    /// <summary>
    /// Looks at a body before it is written. True when it says anything; where it does not, the choice can go.
    /// </summary>
    /// <param name="parts">The body's members.</param>
    /// <param name="choice">The choice it belongs to.</param>
    /// <param name="ending">No more will come: nothing may be held back.</param>
    /// <param name="whole">A complete message, not a delta.</param>
    public bool Prepare(in MessageParts parts, ChoiceState choice, bool ending, bool whole)
    {
        _choice = choice;
        _ending = ending;
        _whole = whole;
        _meaningful = false;
        _texts.Begin(choice, ending);
        if (whole)
        {
            _calls.ReadWhole(parts.ToolCalls, choice);
        }
        else
        {
            _calls.ReadDeltas(parts.ToolCalls, choice, ending);
        }

        choice.CalledFunction |= parts.FunctionCall.Kind == JsonKind.Object;
        return _calls.Count > 0 || parts.HasText || (!choice.RoleSent && !parts.Role.IsNullOrMissing);
    }

    /// <summary>Writes the body that stands at <paramref name="member"/>, in the splice's current object.</summary>
    public void Write(in JsonChild member, in MessageParts parts)
    {
        if (member.Value.Kind != JsonKind.Object)
        {
            splice.Replace(member);
            WriteMissing(parts);
            return;
        }

        splice.Enter(member);
        AddRole(parts);
        foreach (var child in member.Value.Children)
        {
            WriteChild(child, parts);
        }

        AddMissing(parts);
        splice.Leave(member.Value);
    }

    /// <summary>Writes a body where the source has none. The splice waits for a value.</summary>
    public void WriteMissing(in MessageParts parts)
    {
        splice.OpenOwn();
        AddRole(parts);
        AddMissing(parts);
        splice.CloseOwn();
    }

    /// <summary>Gives back what was written; the next message begins with nothing.</summary>
    public void Release() => _calls.Release();

    public void Dispose() => _calls.Dispose();

    private void WriteChild(in JsonChild child, in MessageParts parts)
    {
        switch (WireMembers.Of(child))
        {
            case WireMember.Role:
                WriteRole(child);
                break;
            case WireMember.Content:
                _texts.Write(child, TextField.Content);
                break;
            case WireMember.Refusal:
                _texts.Write(child, TextField.Refusal);
                break;
            case WireMember.Reasoning:
                _texts.Write(child, TextField.Reasoning);
                break;
            case WireMember.ReasoningContent when parts.ForeignReasoning(_choice.ToldReasoning) is { Kind: not JsonKind.None } foreign:
                _texts.WriteReasoning(splice.Replace(child), foreign);
                break;
            case WireMember.ReasoningContent:
                _texts.Write(child, TextField.ReasoningContent);
                break;
            case WireMember.ToolCalls:
                WriteCalls(child);
                break;
            case WireMember.FunctionCall:
                _texts.WriteFunctionCall(child);
                break;
            case WireMember.Private:
                splice.Drop();
                break;
            default:
                splice.Keep(child);
                _meaningful |= !child.Value.IsNullOrMissing;
                break;
        }
    }

    private void AddRole(in MessageParts parts)
    {
        if (!_choice.RoleSent && parts.Role.Kind == JsonKind.None)
        {
            splice.Add("role"u8).Write("\"assistant\""u8);
            _choice.RoleSent = true;
        }
    }

    private void WriteRole(in JsonChild child)
    {
        if (_choice.RoleSent)
        {
            splice.Drop();
        }
        else if (child.Value.TextEquals("assistant"u8))
        {
            splice.Keep(child);
        }
        else
        {
            splice.Replace(child, "\"assistant\""u8);
        }

        _choice.RoleSent = true;
    }

    private void WriteCalls(in JsonChild child)
    {
        if (_calls.Count == 0)
        {
            splice.Drop();
        }
        else if (!_calls.Edited)
        {
            splice.Keep(child);
        }
        else
        {
            WriteCalls(splice.Replace(child));
        }

        _meaningful |= _calls.Count > 0;
    }

    private void WriteCalls(PooledBuffer output)
    {
        output.Write("["u8);
        output.Write(_calls.Items);
        output.Write("]"u8);
        _meaningful = true;
    }

    private void AddMissing(in MessageParts parts)
    {
        if (_whole && parts.Content.Kind == JsonKind.None)
        {
            splice.Add("content"u8).Write("null"u8);
        }

        if (_whole && parts.Refusal.Kind == JsonKind.None)
        {
            splice.Add("refusal"u8).Write("null"u8);
        }

        if (parts.ReasoningContent.Kind == JsonKind.None && parts.ForeignReasoning(_choice.ToldReasoning) is { Kind: not JsonKind.None } foreign)
        {
            _texts.WriteReasoning(splice.Add("reasoning_content"u8), foreign);
        }

        if (parts.ToolCalls.Kind == JsonKind.None && _calls.Count > 0)
        {
            WriteCalls(splice.Add("tool_calls"u8));
        }

        if (_ending && _choice.HoldsText)
        {
            _texts.AddHeld();
        }
    }
}
