namespace NextModel.Providers.OpenAI;

/// <summary>What one choice of an answer has told so far.</summary>
internal sealed class ChoiceState(int index)
{
    private HeldHalves _held;
    private ToolCallTable? _calls;

    /// <summary>Stands for a choice before there is one; nothing is written to it.</summary>
    public static ChoiceState None { get; } = new(0);

    public int Index { get; } = index;

    public bool RoleSent { get; set; }

    /// <summary>The reason it ended; <see cref="FinishReason.None"/> while it goes on.</summary>
    public FinishReason Finish { get; set; }

    /// <summary>True once a deprecated <c>function_call</c> was seen.</summary>
    public bool CalledFunction { get; set; }

    /// <summary>True once the source has told reasoning as <c>reasoning_content</c>.</summary>
    public bool ToldReasoning { get; set; }

    public ToolCallTable Calls => _calls ??= new ToolCallTable();

    /// <summary>True once a tool was called.</summary>
    public bool CallsTools => _calls is { IsEmpty: false };

    /// <summary>The half of a surrogate pair that waits for its other half in the next delta, or 0.</summary>
    public ref char Held(TextField field) => ref _held[(int)field];

    public bool HoldsText => ((ReadOnlySpan<char>)_held).ContainsAnyExcept(default(char));

    // One for each TextField.
    [System.Runtime.CompilerServices.InlineArray((int)TextField.FunctionArguments + 1)]
    private struct HeldHalves
    {
        private char _first;
    }
}
