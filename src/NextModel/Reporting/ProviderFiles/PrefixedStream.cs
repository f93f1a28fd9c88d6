namespace NextModel.Reporting.ProviderFiles;

/// <summary>Bytes that were read already, then the rest.</summary>
internal sealed class PrefixedStream(ReadOnlyMemory<byte> first, Stream rest) : Stream
{
    private ReadOnlyMemory<byte> _first = first;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_first.IsEmpty)
        {
            return rest.Read(buffer, offset, count);
        }

        var size = Math.Min(count, _first.Length);
        _first[..size].CopyTo(buffer.AsMemory(offset));
        _first = _first[size..];
        return size;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
