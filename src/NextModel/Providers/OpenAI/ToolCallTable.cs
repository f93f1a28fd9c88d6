namespace NextModel.Providers.OpenAI;

/// <summary>
/// The tool calls of one streamed choice. Sources disagree on how a delta says which call it continues: by id, by index (from 0, from 1,
/// the same for all), or not at all.
/// </summary>
internal sealed class ToolCallTable
{
    private readonly List<ToolCallState> _calls = [];
    private ToolCallState? _current;
    private int _opened;

    public bool IsEmpty => _calls.Count == 0;

    public IReadOnlyList<ToolCallState> All => _calls;

    /// <summary>
    /// The call a delta belongs to: its id if it has one, else its index, else the call before. A new id is a new call even on a used
    /// index; so is a name where the call there already has another, or where nothing else tells.
    /// </summary>
    /// <param name="id">The delta's id; null or empty when it has none.</param>
    /// <param name="sourceIndex">The delta's index, or null.</param>
    /// <param name="name">The delta's function name as written; empty when it has none.</param>
    public ToolCallState Find(string? id, long? sourceIndex, ReadOnlySpan<byte> name)
    {
        ToolCallState? found;
        if (!string.IsNullOrEmpty(id))
        {
            found = _calls.Find(call => call.Id == id);
            if (found is null && AtIndex(sourceIndex) is { Id: null, Opened: false } waiting)
            {
                waiting.Id = id;
                found = waiting;
            }
        }
        else
        {
            found = sourceIndex is null ? _current : AtIndex(sourceIndex);
            if (found is { Opened: true } && !name.IsEmpty && (sourceIndex is null || !name.SequenceEqual(found.Name)))
            {
                found = null;
            }
        }

        return _current = found ?? Add(id, sourceIndex);
    }

    /// <summary>Gives a call its place: it is about to be sent for the first time.</summary>
    public void Open(ToolCallState call, ReadOnlySpan<byte> name)
    {
        call.Opened = true;
        call.Index = _opened++;
        call.Name = name.ToArray();
    }

    private ToolCallState? AtIndex(long? sourceIndex)
    {
        for (var i = _calls.Count - 1; sourceIndex is not null && i >= 0; i--)
        {
            if (_calls[i].SourceIndex == sourceIndex)
            {
                return _calls[i];
            }
        }

        return null;
    }

    /// <summary>A call of its own, whatever came before.</summary>
    public ToolCallState Add(string? id, long? sourceIndex)
    {
        var call = new ToolCallState(string.IsNullOrEmpty(id) ? null : id, sourceIndex);
        _calls.Add(call);
        return call;
    }
}
