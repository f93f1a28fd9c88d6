namespace NextModel.Reporting.ProviderFiles;

/// <summary>
/// Unpacked bytes, counted: ends with an <see cref="InvalidDataException"/> that says why when there are too many, or too many for the packed
/// bytes they came from.
/// </summary>
internal sealed class LimitedStream(Stream unpacked, Func<long> packedSoFar, ImportSettings settings) : Stream
{
    private const long Free = 16 << 20;

    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = unpacked.Read(buffer, offset, count);
        _read += read;
        if (_read > settings.MaxBytes)
        {
            throw new InvalidDataException(FormattableString.Invariant($"Unpacked it has more than {settings.MaxBytes} bytes: split it."));
        }

        if (_read > Free && _read / settings.MaxRatio > Math.Max(1, packedSoFar()))
        {
            throw new InvalidDataException(
                FormattableString.Invariant($"It unpacks to more than {settings.MaxRatio} times its size, which no export does: unpack it yourself and give the file."));
        }

        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            unpacked.Dispose();
        }

        base.Dispose(disposing);
    }
}
