using Microsoft.Win32.SafeHandles;

namespace NextModel.Ledger;

/// <summary>
/// Requests that were dispatched and have no receipt yet, one slot of a file each. Written before dispatch, without fsync: it survives the
/// death of the process, not power loss (docs/adr/0007).
/// </summary>
public sealed class IntentLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SafeFileHandle _file;
    private readonly Stack<int> _free;
    private ByteSink _slot = new(Intent.SlotSize);

    private IntentLog(SafeFileHandle file, Stack<int> free, IReadOnlyList<PendingIntent> pending)
    {
        _file = file;
        _free = free;
        Pending = pending;
    }

    /// <summary>Slots that were taken when the file was opened: requests a dead process left behind. They stay taken until ended.</summary>
    public IReadOnlyList<PendingIntent> Pending { get; }

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="slots">Requests that can be in flight, at least 1.</param>
    public static IntentLog Open(string path, int slots)
    {
        var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var length = RandomAccess.GetLength(file);
        var count = Math.Max(slots, (int)((length + Intent.SlotSize - 1) / Intent.SlotSize));
        if (length < (long)count * Intent.SlotSize)
        {
            RandomAccess.SetLength(file, (long)count * Intent.SlotSize);
        }

        var pending = new List<PendingIntent>();
        var free = new Stack<int>(count);
        var slot = new byte[Intent.SlotSize];
        for (var number = count - 1; number >= 0; number--)
        {
            var read = RandomAccess.Read(file, slot, (long)number * Intent.SlotSize);
            if (read < Intent.SlotSize || Intent.IsFree(slot))
            {
                free.Push(number);
            }
            else
            {
                pending.Add(new PendingIntent(number, Intent.TryRead(slot)));
            }
        }

        return new IntentLog(file, free, pending);
    }

    /// <summary>
    /// Notes that the entry's request is about to be dispatched. False when no slot is free or the file cannot be written: then it must not
    /// be (503).
    /// </summary>
    public bool TryBegin(LedgerEntry entry, out int slot)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out slot))
            {
                return false;
            }

            Intent.Write(entry, ref _slot);
            try
            {
                RandomAccess.Write(_file, _slot.Written, (long)slot * Intent.SlotSize);
                return true;
            }
            catch (IOException)
            {
                _free.Push(slot);
                return false;
            }
        }
    }

    /// <summary>The request has its receipt, or needs none: the slot is free again.</summary>
    public void End(int slot)
    {
        lock (_gate)
        {
            RandomAccess.Write(_file, [0], (long)slot * Intent.SlotSize);
            _free.Push(slot);
        }
    }

    public void Dispose() => _file.Dispose();
}
