using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using NextModel.Errors;

namespace NextModel.Ledger;

/// <summary>
/// Requests that were dispatched and have no receipt yet, one slot of a mapped file each. Written before dispatch, without fsync and
/// without a system call: it survives the death of the process, not power loss (docs/adr/0007).
/// </summary>
public sealed class IntentLog : IIntentLog, IPendingIntents, IDisposable
{
    private const int SlotsPerRead = 512;

    private static readonly GatewayError Full = new(GatewayErrorCode.Overloaded, "Too many requests are in flight to record one more. Try again shortly.");

    private readonly Lock _gate = new();
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _slots;
    private readonly Stack<int> _free;
    private ByteSink _slot = new(Intent.SlotSize);

    private IntentLog(MemoryMappedFile file, MemoryMappedViewAccessor slots, Stack<int> free, IReadOnlyList<PendingIntent> pending)
    {
        _file = file;
        _slots = slots;
        _free = free;
        Pending = pending;
    }

    /// <summary>Slots that were taken when the file was opened: requests a dead process left behind. They stay taken until ended.</summary>
    public IReadOnlyList<PendingIntent> Pending { get; }

    /// <summary>Opens or creates the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="slots">Requests that can be in flight, at least 1.</param>
    /// <exception cref="IOException">The file cannot be written in full.</exception>
    public static IntentLog Open(string path, int slots)
    {
        using var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var length = RandomAccess.GetLength(handle);
        var count = Math.Max(slots, (int)((length + Intent.SlotSize - 1) / Intent.SlotSize));
        Fill(handle, length, (long)count * Intent.SlotSize);

        var pending = new List<PendingIntent>();
        var free = new Stack<int>(count);
        // Thousands of slots are read at every start: not one by one.
        var part = new byte[SlotsPerRead * Intent.SlotSize];
        for (var end = count; end > 0; end -= SlotsPerRead)
        {
            var first = Math.Max(0, end - SlotsPerRead);
            var read = part.AsSpan(0, (end - first) * Intent.SlotSize);
            Read(handle, read, (long)first * Intent.SlotSize);
            for (var number = end - 1; number >= first; number--)
            {
                var slot = read.Slice((number - first) * Intent.SlotSize, Intent.SlotSize);
                if (Intent.IsFree(slot))
                {
                    free.Push(number);
                }
                else
                {
                    pending.Add(new PendingIntent(number, Intent.TryRead(slot)));
                }
            }
        }

        var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.ReadWrite);
        return new IntentLog(file, file.CreateViewAccessor(0, (long)count * Intent.SlotSize), free, pending);
    }

    /// <summary>Notes that the entry's request is about to be dispatched. False when no slot is free: then it must not be (503).</summary>
    public bool TryBegin(LedgerEntry entry, out int slot)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out slot))
            {
                return false;
            }

            Intent.Write(entry, ref _slot);
            Write(slot, _slot.Written);
            return true;
        }
    }

    public ValueTask<BegunIntent> BeginAsync(LedgerEntry entry) => ValueTask.FromResult(TryBegin(entry, out var slot) ? new BegunIntent(slot, null) : new BegunIntent(0, Full));

    /// <summary>The request has its receipt, or needs none: the slot is free again.</summary>
    public void End(int slot)
    {
        lock (_gate)
        {
            Write(slot, [0]);
            _free.Push(slot);
        }
    }

    public ValueTask ForgetAsync(PendingIntent intent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(intent);
        End(intent.Slot);
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _slots.Dispose();
        _file.Dispose();
    }

    // Every byte is written once, for real: a hole in a mapped file kills the process when the disk is full.
    private static void Fill(SafeFileHandle file, long length, long wanted)
    {
        var zeros = new byte[Math.Min(wanted - length, 1 << 20)];
        while (length < wanted)
        {
            var part = zeros.AsSpan(0, (int)Math.Min(zeros.Length, wanted - length));
            RandomAccess.Write(file, part, length);
            length += part.Length;
        }
    }

    private static void Read(SafeFileHandle file, Span<byte> part, long offset)
    {
        while (part.Length > 0)
        {
            var read = RandomAccess.Read(file, part, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("The file of intents became shorter while it was read.");
            }

            part = part[read..];
            offset += read;
        }
    }

    // The first byte, which says that the slot is taken, goes last: whenever the process dies, the slot is free or whole.
    private void Write(int slot, ReadOnlySpan<byte> bytes)
    {
        var start = (ulong)slot * Intent.SlotSize;
        var view = _slots.SafeMemoryMappedViewHandle;
        view.WriteSpan(start + 1, bytes[1..]);
        Thread.MemoryBarrier();
        view.WriteSpan(start, bytes[..1]);
    }
}
