using System.Threading.Tasks.Sources;
using NextModel.Billing;

namespace NextModel.Ledger;

/// <summary>One receipt on its way to the disk, and the wait of the request it belongs to. Pooled: it allocates nothing of its own.</summary>
public sealed class ReceiptDraft : IValueTaskSource<LedgerCommit>
{
    private readonly ReceiptText _text = new();
    private ManualResetValueTaskSourceCore<LedgerCommit> _wait = new() { RunContinuationsAsynchronously = true };
    private LedgerWriter? _owner;
    private LedgerEntry? _entry;
    private LedgerLog? _log;

    internal ReceiptDraft()
    {
    }

    /// <summary>The facts the receipt states.</summary>
    public LedgerEntry Entry => _entry!;

    public LedgerLog Log => _log!;

    /// <summary>Place in the log, from 1.</summary>
    public long Sequence { get; private set; }

    public ReceiptHash PreviousHash { get; private set; }

    /// <summary>Unix milliseconds.</summary>
    public long CompletedAt { get; private set; }

    public ReceiptHash Hash { get; private set; }

    /// <summary>What the receipt has in common with others; see <see cref="ReceiptForm"/>.</summary>
    public ReadOnlySpan<byte> Form => _text.Form;

    /// <summary>CRC-32C of <see cref="Form"/>: finds equal forms fast; equality is still decided byte by byte.</summary>
    public uint FormChecksum { get; private set; }

    /// <summary>What fills the form's gaps.</summary>
    public ReadOnlySpan<byte> Values => _text.Values;

    /// <summary>Charged, in 10⁻⁹ of the ledger currency.</summary>
    public long AmountNano => Money.ToNanos(Entry.Charge?.Amount ?? 0);

    /// <summary>What it would have cost fresh, in 10⁻⁹ of the ledger currency.</summary>
    public long ListAmountNano => Money.ToNanos(Entry.Charge?.ListAmount ?? 0);

    /// <summary>The canonical text, whole once the receipt has its place.</summary>
    internal ReadOnlySpan<byte> Text => _text.Text;

    internal void Write(LedgerWriter owner, LedgerEntry entry, LedgerLog log)
    {
        _owner = owner;
        _entry = entry;
        _log = log;
        _wait.Reset();
        ReceiptWriter.Write(entry, log, _text);
        FormChecksum = Checksum.Of(_text.Form);
    }

    /// <summary>Goes to another log: the one it was written for was closed while it waited.</summary>
    internal void Move(LedgerLog log)
    {
        _log = log;
        ReceiptWriter.Write(Entry, log, _text);
        FormChecksum = Checksum.Of(_text.Form);
    }

    /// <summary>Takes the next place in the log and is hashed there.</summary>
    internal void Stage(long now, int index)
    {
        var log = Log;
        (Sequence, PreviousHash, CompletedAt) = log.Next(now);
        _text.Place(Sequence, PreviousHash, CompletedAt);
        Hash = ReceiptHash.Of(_text.Text);
        log.Stage(Sequence, Hash, CompletedAt, index);
    }

    internal ValueTask<LedgerCommit> Wait() => new(this, _wait.Version);

    internal void End(in LedgerCommit commit) => _wait.SetResult(commit);

    LedgerCommit IValueTaskSource<LedgerCommit>.GetResult(short token)
    {
        var commit = _wait.GetResult(token);
        var owner = _owner!;
        _owner = null;
        _entry = null;
        _log = null;
        owner.Return(this);
        return commit;
    }

    ValueTaskSourceStatus IValueTaskSource<LedgerCommit>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<LedgerCommit>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);
}
