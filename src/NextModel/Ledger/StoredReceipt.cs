using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>
/// Reads rows of a ledger as receipts, one after another: the canonical text, and the values in it. Nearly all receipts are of a form that
/// was seen before, and are not parsed. Not thread-safe.
/// </summary>
internal sealed class StoredReceipt : IDisposable
{
    private const int MaxShared = 64;

    private static readonly JsonLimits Limits = new(16, 20_000, Strict: true);

    private readonly JsonTape _tape = JsonTape.Rent();
    private readonly FormGaps _gaps = new();
    private readonly List<FormLayout> _layouts = [];
    private ByteSink _text = new(4096);

    /// <summary>The canonical text; good until the next is read.</summary>
    public ReadOnlyMemory<byte> Text => _text.Memory;

    /// <summary>The outermost value; good until the next is read.</summary>
    public JsonCursor Root => _tape.Root;

    /// <summary>Members of the outermost value; good until the next is read.</summary>
    public ReceiptMembers Members { get; private set; }

    /// <summary>Writes the text of a row. False when it does not have the hash it was stored with, so the row was changed.</summary>
    public bool TryRead(LedgerRow row)
    {
        _text.Clear();
        _gaps.Clear();
        return row.Form.TryFill(row, ref _text, _gaps) && ReceiptHash.Of(_text.Written) == row.Hash;
    }

    /// <summary>Finds the values in the text that was read last. False when it is no JSON text, or one that readers disagree about.</summary>
    public bool TryParse(LedgerRow row)
    {
        if (row.Form.Layout is { } layout && layout.TryPlace(_text.Memory, _gaps, _tape))
        {
            Members = new ReceiptMembers(_tape, layout.Members);
            return true;
        }

        if (!_tape.TryParse(_text.Memory, Limits, out _))
        {
            return false;
        }

        Members = new ReceiptMembers(_tape.Root);
        row.Form.Layout ??= FormLayout.TryOf(_tape, _gaps) is { } learned ? Shared(learned) : null;
        return true;
    }

    public void Dispose() => _tape.Return();

    // Forms of different keys mostly differ in nothing but ids of one length: their layout is kept once.
    private FormLayout Shared(FormLayout learned)
    {
        if (_layouts.Find(learned.IsSameAs) is { } same)
        {
            return same;
        }

        if (_layouts.Count < MaxShared)
        {
            _layouts.Add(learned);
        }

        return learned;
    }
}
