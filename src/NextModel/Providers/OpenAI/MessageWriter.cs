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
    private ChoiceState _choice = new(0);
    private bool _whole;
    private bool _ending;

    /// <summary>True when what was written last would be missed: text, a call, a member we do not know.</summary>
    public bool Meaningful { get; private set; }

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
        Meaningful = false;
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

    public void Dispose() => _calls.Dispose();

    private void WriteChild(in JsonChild child, in MessageParts parts)
    {
        switch (WireMembers.Of(child))
        {
            case WireMember.Role:
                WriteRole(child);
                break;
            case WireMember.Content:
                WriteText(child, TextField.Content);
                break;
            case WireMember.Refusal:
                WriteText(child, TextField.Refusal);
                break;
            case WireMember.Reasoning:
                WriteText(child, TextField.Reasoning);
                break;
            case WireMember.ReasoningContent when parts.ForeignReasoning.Kind != JsonKind.None:
                WriteReasoning(splice.Replace(child), parts);
                break;
            case WireMember.ReasoningContent:
                WriteText(child, TextField.ReasoningContent);
                break;
            case WireMember.ToolCalls:
                WriteCalls(child);
                break;
            case WireMember.FunctionCall:
                WriteFunctionCall(child);
                break;
            case WireMember.Private:
                splice.Drop();
                break;
            default:
                splice.Keep(child);
                Meaningful |= !child.Value.IsNullOrMissing;
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

    private void WriteText(in JsonChild child, TextField field)
    {
        var value = child.Value;
        ref var held = ref _choice.Held(field);
        Meaningful |= !value.Content().IsEmpty;
        var isNull = value.Kind == JsonKind.Null && !(_ending && held != 0);
        if (isNull || (value.Kind == JsonKind.String && held == 0 && !SplitSurrogates.In(value)))
        {
            splice.Keep(child);
            return;
        }

        var output = splice.Replace(child);
        if (value.Kind is JsonKind.String or JsonKind.Null || TextBlocks.Any(value, reasoning: false))
        {
            Meaningful = true;
            output.Write("\""u8);
            held = value.Kind == JsonKind.Array
                ? TextBlocks.Write(output, value, reasoning: false, held)
                : SplitSurrogates.Write(output, value.Content(), held);
            Close(output, ref held);
        }
        else
        {
            output.Write("null"u8);
        }
    }

    private void WriteReasoning(PooledBuffer output, in MessageParts parts)
    {
        var source = parts.ForeignReasoning;
        ref var held = ref _choice.Held(TextField.ReasoningContent);
        output.Write("\""u8);
        held = source.Kind == JsonKind.String
            ? SplitSurrogates.Write(output, source.Content(), held)
            : TextBlocks.Write(output, source, reasoning: true, held);
        Close(output, ref held);
        Meaningful = true;
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

        Meaningful |= _calls.Count > 0;
    }

    private void WriteCalls(PooledBuffer output)
    {
        output.Write("["u8);
        output.Write(_calls.Items);
        output.Write("]"u8);
        Meaningful = true;
    }

    private void WriteFunctionCall(in JsonChild child)
    {
        if (child.Value.Kind != JsonKind.Object)
        {
            splice.Drop();
            return;
        }

        Meaningful = true;
        var parts = new FunctionCallParts(child.Value);
        ref var held = ref _choice.Held(TextField.FunctionArguments);
        if (held == 0 && parts.AreCanonical)
        {
            splice.Keep(child);
            return;
        }

        var output = splice.Replace(child);
        parts.WriteStart(output);
        held = ToolCallWriter.WriteArguments(output, parts.Arguments, held);
        Close(output, ref held);
        output.Write("}"u8);
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

        if (parts.ReasoningContent.Kind == JsonKind.None && parts.ForeignReasoning.Kind != JsonKind.None)
        {
            WriteReasoning(splice.Add("reasoning_content"u8), parts);
        }

        if (parts.ToolCalls.Kind == JsonKind.None && _calls.Count > 0)
        {
            WriteCalls(splice.Add("tool_calls"u8));
        }

        if (_ending && _choice.HoldsText)
        {
            AddHeld();
        }
    }

    /// <summary>Sends the halves of surrogate pairs that no delta completed and this one does not mention.</summary>
    private void AddHeld()
    {
        foreach (var (field, name) in TextFields.Names)
        {
            ref var held = ref _choice.Held(field);
            if (held != 0)
            {
                var output = splice.Add(name);
                output.Write(field == TextField.FunctionArguments ? "{\"arguments\":\""u8 : "\""u8);
                Close(output, ref held);
                output.Write(field == TextField.FunctionArguments ? "}"u8 : default);
            }
        }
    }

    /// <summary>Ends a string; where no more will come, the half that waits at its end is given up.</summary>
    private void Close(PooledBuffer output, ref char held)
    {
        if (_ending && held != 0)
        {
            SplitSurrogates.WriteReplacement(output);
            held = default;
        }

        output.Write("\""u8);
    }
}
