namespace NextModel.Ledger;

/// <summary>Bytes that grow at the end and are used again from the start. Not thread-safe; a mutable struct, never copied.</summary>
internal struct ByteSink(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    public int Length { get; private set; }

    public readonly Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The same as memory; good until more is written.</summary>
    public readonly ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Cuts what follows the first <paramref name="length"/> bytes.</summary>
    public void Truncate(int length) => Length = length;

    public void Append(byte value) => Take(1)[0] = value;

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>The next <paramref name="count"/> bytes, now counted as written.</summary>
    public Span<byte> Take(int count)
    {
        var start = Length;
        if (start + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, start + count));
        }

        Length = start + count;
        return _bytes.AsSpan(start, count);
    }
}
