using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>Rewrites the chunks of one stream, one after the other, and remembers what its choices have told.</summary>
internal sealed class ChunkWriter : IDisposable
{
    /// <summary>What a request may ask for (<c>n</c>).</summary>
    private const int MaxChoices = 128;

    /// <summary>More calls than this in one choice are a source gone wild.</summary>
    private const int MaxCalls = 1024;

    private static readonly byte[] ChunkObject = "\"chat.completion.chunk\""u8.ToArray();

    private readonly AnswerFrame _frame;
    private readonly MemberSplice _splice = new();
    private readonly List<ChoiceState> _choices = [];
    private readonly AnswerWriter _answer;
    private readonly ChoiceWriter _choice;
    private readonly ReportedUsage _usage;
    private readonly bool _isTold;

    /// <param name="frame">What the answer must carry.</param>
    /// <param name="head">Its id and time.</param>
    /// <param name="ids">Ids for calls that have none.</param>
    /// <param name="usage">Takes what is reported.</param>
    /// <param name="isTold">True where only the choices are wanted, for another dialect: what stands around them then stays as it came.</param>
    public ChunkWriter(AnswerFrame frame, AnswerHead head, MintedIds ids, ReportedUsage usage, bool isTold = false)
    {
        _isTold = isTold;
        _frame = frame;
        _answer = new AnswerWriter(_splice, head, ChunkObject, frame.IncludeUsage);
        _choice = new ChoiceWriter(_splice, ids);
        _usage = usage;
    }

    /// <summary>The <c>object</c> of a chunk, as JSON.</summary>
    public static ReadOnlySpan<byte> ObjectJson => ChunkObject;

    /// <summary>The choices seen so far.</summary>
    public IReadOnlyList<ChoiceState> Choices => _choices;

    /// <summary>True when the chunk written last differs from the source's inside its choices.</summary>
    public bool ChoicesEdited { get; private set; }

    /// <summary>True when the chunk written last says something the caller would miss.</summary>
    public bool Meaningful { get; private set; }

    /// <summary>The failure that the chunk tells; null when it tells none.</summary>
    public ProviderFailure? Failure { get; private set; }

    /// <summary>Writes a chunk anew; false when nothing is left of it, or it tells a <see cref="Failure"/>.</summary>
    public bool TryWrite(JsonCursor chunk, in AnswerParts parts, out ReadOnlyMemory<byte> written)
    {
        var kept = 0;
        ChoicesEdited = Meaningful = false;
        _splice.Begin(chunk.Tape);
        foreach (var child in chunk.Children)
        {
            var member = WireMembers.Of(child);
            if (member == WireMember.Choices)
            {
                var before = _splice.Edits;
                kept += WriteChoices(child);
                ChoicesEdited |= _splice.Edits > before;
            }
            else if (_isTold)
            {
                _splice.Keep(child);
            }
            else
            {
                _answer.WriteMember(member, child);
            }
        }

        if (!_isTold)
        {
            _answer.AddMissing(parts);
        }

        _splice.Leave(chunk);
        written = _splice.End();
        return Failure is null && (kept > 0 || parts.HasOthers);
    }

    public void Dispose()
    {
        _splice.Dispose();
        _choice.Dispose();
    }

    private int WriteChoices(in JsonChild choices)
    {
        var kept = 0;
        var place = 0;
        _splice.Enter(choices);
        foreach (var item in choices.Value.Children)
        {
            var parts = new ChoiceParts(item.Value);
            var state = Find(parts.Index.TryGetInt64(out var index) && index is >= 0 and < int.MaxValue ? (int)index : place);
            place++;
            _usage.Take(parts.Usage);
            if (item.Value.Kind != JsonKind.Object)
            {
                Failure = AnswerFailures.Malformed(_frame);
            }
            else if (ErrorBody.IsSet(parts.Error))
            {
                Failure = ProviderErrorReader.ReadIn200(item.Value, _frame);
            }
            else if (FinishReasons.Read(parts.FinishReason) == FinishReason.Failed)
            {
                Failure = AnswerFailures.Aborted(_frame);
            }
            else if (parts.Delta.Kind != JsonKind.Object && item.Value["text"u8].Kind == JsonKind.String)
            {
                // A choice of the old completions endpoint: what it says is not in a place where chat clients look.
                Failure = AnswerFailures.Malformed(_frame);
            }
            else if (_choice.WriteDelta(item, parts, state))
            {
                kept++;
                Meaningful |= _choice.Meaningful;
            }

            if (_choices.Count > MaxChoices || (state.CallsTools && state.Calls.All.Count > MaxCalls))
            {
                Failure = AnswerFailures.TooLarge(_frame);
            }

            if (Failure is not null)
            {
                break;
            }
        }

        _splice.Leave(choices.Value);
        return kept;
    }

    private ChoiceState Find(int index)
    {
        foreach (var known in _choices)
        {
            if (known.Index == index)
            {
                return known;
            }
        }

        var choice = new ChoiceState(index);
        _choices.Add(choice);
        return choice;
    }
}
