using System.Buffers;
using System.Runtime.CompilerServices;

namespace NextModel.Json;

/// <summary>Many small writes to an <see cref="IBufferWriter{T}"/> through one span at a time. Nothing is visible before <see cref="Flush"/>.</summary>
internal ref struct Utf8Output
{
    private const int SmallestBlock = 512;

    private readonly IBufferWriter<byte> _writer;
    private Span<byte> _span;
    private int _at;

    public Utf8Output(IBufferWriter<byte> writer, int sizeHint)
    {
        _writer = writer;
        _span = writer.GetSpan(Math.Max(sizeHint, SmallestBlock));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(byte value)
    {
        if (_at == _span.Length)
        {
            Grow(1);
        }

        _span[_at++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _span.Length - _at)
        {
            Grow(bytes.Length);
        }

        bytes.CopyTo(_span[_at..]);
        _at += bytes.Length;
    }

    /// <summary>Room for <paramref name="size"/> bytes or more; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> Reserve(int size)
    {
        if (size > _span.Length - _at)
        {
            Grow(size);
        }

        return _span[_at..];
    }

    public void Advance(int count) => _at += count;

    public void Flush()
    {
        _writer.Advance(_at);
        _span = default;
        _at = 0;
    }

    private void Grow(int size)
    {
        Flush();
        _span = _writer.GetSpan(Math.Max(size, SmallestBlock));
    }
}
