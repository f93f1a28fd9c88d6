using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Writes the members of a delta or a message that are text, with halves of surrogate pairs joined from delta to delta.</summary>
internal sealed class MessageTextWriter(MemberSplice splice)
{
    private ChoiceState _choice = ChoiceState.None;
    private bool _ending;

    /// <summary>True when any text was written since <see cref="Begin"/>.</summary>
    public bool Meaningful { get; private set; }

    /// <param name="choice">The choice the texts belong to.</param>
    /// <param name="ending">No more will come: nothing may be held back.</param>
    public void Begin(ChoiceState choice, bool ending)
    {
        _choice = choice;
        _ending = ending;
        Meaningful = false;
    }

    /// <summary>Writes a text; an array of blocks becomes the text in them.</summary>
    public void Write(in JsonChild child, TextField field)
    {
        var value = child.Value;
        ref var held = ref _choice.Held(field);
        Meaningful |= !value.Content().IsEmpty;
        _choice.ToldReasoning |= field == TextField.ReasoningContent && !value.Content().IsEmpty;
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

    /// <summary>Writes <c>reasoning_content</c> from what the source calls it.</summary>
    public void WriteReasoning(PooledBuffer output, JsonCursor source)
    {
        ref var held = ref _choice.Held(TextField.ReasoningContent);
        output.Write("\""u8);
        held = source.Kind == JsonKind.String
            ? SplitSurrogates.Write(output, source.Content(), held)
            : TextBlocks.Write(output, source, reasoning: true, held);
        Close(output, ref held);
        Meaningful = true;
    }

    /// <summary>Writes a deprecated function call; its arguments are text too.</summary>
    public void WriteFunctionCall(in JsonChild child)
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

    /// <summary>Sends the halves of surrogate pairs that no delta completed and this one does not mention.</summary>
    public void AddHeld()
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
