namespace NextModel.Providers.OpenAI;

/// <summary>
/// What a whole answer is rewritten with. Each thread keeps one set for the next answer: a rewrite waits for nothing, so it has one at a time.
/// </summary>
internal sealed class AnswerTools
{
    [ThreadStatic]
    private static AnswerTools? _kept;

    private AnswerTools() => Choices = new ChoiceWriter(Splice, Ids);

    public MintedIds Ids { get; } = new(default);

    public MemberSplice Splice { get; } = new();

    public ChoiceWriter Choices { get; }

    /// <summary>Takes the thread's set, or a new one, for the answer to a request.</summary>
    /// <param name="requestId">Seeds the ids that are minted.</param>
    public static AnswerTools Take(Guid requestId)
    {
        var tools = _kept ?? new AnswerTools();
        _kept = null;
        tools.Ids.Begin(requestId);
        return tools;
    }

    /// <summary>Keeps the set, without what was written; after a failure it is simply left.</summary>
    public void Keep()
    {
        Splice.Release();
        Choices.Release();
        _kept = this;
    }
}
