using NextModel.Ledger;

namespace NextModel.Storage.Ledger;

/// <summary>
/// Numbers of the forms that were written lately, found by content. A form that is not among them is written again under a new number, so
/// forgetting is harmless. Not thread-safe.
/// </summary>
internal sealed class ReceiptFormNumbers
{
    // Two generations of this many forms, about 2 KB each: what is used moves to the young one, the old one is dropped whole. An
    // installation uses keys times models times a few forms; with too few kept, each receipt would bring its form along.
    private const int MaxYoung = 8192;

    private Dictionary<uint, (byte[] Text, long Number)> _young = [];
    private Dictionary<uint, (byte[] Text, long Number)> _old = [];

    /// <summary>The form's number; <paramref name="insert"/> writes it and gives it one when it is not known.</summary>
    public long NumberOf(ReceiptDraft draft, Func<ReceiptDraft, long> insert)
    {
        if (_young.TryGetValue(draft.FormChecksum, out var known) && draft.Form.SequenceEqual(known.Text))
        {
            return known.Number;
        }

        if (!_old.TryGetValue(draft.FormChecksum, out known) || !draft.Form.SequenceEqual(known.Text))
        {
            known = (draft.Form.ToArray(), insert(draft));
        }

        if (_young.Count >= MaxYoung)
        {
            (_old, _young) = (_young, []);
        }

        _young[draft.FormChecksum] = known;
        return known.Number;
    }

    /// <summary>After a transaction that was rolled back: numbers given in it are void.</summary>
    public void Forget()
    {
        _young.Clear();
        _old.Clear();
    }
}
