using System.Buffers;

namespace NextModel.Json;

/// <summary>
/// Bytes that grow in rented arrays; the first is rented when something is written. <see cref="Dispose"/> gives the array back; nothing
/// may read the bytes after that.
/// </summary>
/// <param name="capacity">Least size of the first array.</param>
public sealed class PooledBuffer(int capacity = 256) : IBufferWriter<byte>, IDisposable
{
    private byte[]? _array = [];
    private int _written;

    public int Length => _written;

    public ReadOnlySpan<byte> Written => _array.AsSpan(0, _written);

    public ReadOnlyMemory<byte> WrittenMemory => _array.AsMemory(0, _written);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.Length - _written);
        _written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0) => Reserve(sizeHint).AsMemory(_written);

    public Span<byte> GetSpan(int sizeHint = 0) => Reserve(sizeHint).AsSpan(_written);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _written += bytes.Length;
    }

    /// <summary>Forgets what was written and keeps the array.</summary>
    public void Clear() => _written = 0;

    /// <summary>Forgets what was written and gives the array back; the next write rents one.</summary>
    public void Release()
    {
        var array = Array;
        (_array, _written) = ([], 0);
        Return(array);
    }

    /// <summary>What was written, as an array of exactly its length that the caller owns. The buffer is disposed.</summary>
    public byte[] Detach()
    {
        var exact = Written.ToArray();
        Dispose();
        return exact;
    }

    public void Dispose()
    {
        // Twice returned, an array would be handed to two requests at once.
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            _written = 0;
            Return(array);
        }
    }

    private byte[] Array => _array ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    private byte[] Reserve(int sizeHint)
    {
        var array = Array;
        var needed = checked(_written + Math.Max(sizeHint, 1));
        if (needed <= array.Length)
        {
            return array;
        }

        var wanted = array.Length == 0 ? capacity : (int)Math.Min(2L * array.Length, System.Array.MaxLength);
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, wanted));
        Written.CopyTo(larger);
        _array = larger;
        Return(array);
        return larger;
    }

    private static void Return(byte[] array)
    {
        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }
}
