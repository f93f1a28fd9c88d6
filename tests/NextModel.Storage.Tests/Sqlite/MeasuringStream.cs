namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Counts lines, and measures what is alive at every so many writes.</summary>
/// <param name="every">Writes between two measurements; 0 for none.</param>
internal sealed class MeasuringStream(int every) : Stream
{
    private long _writes;

    public long Lines { get; private set; }

    /// <summary>The most that was alive, in bytes.</summary>
    public long Peak { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Lines += buffer.Span.Count((byte)'\n');
        if (every > 0 && ++_writes % every == 0)
        {
            Peak = Math.Max(Peak, GC.GetTotalMemory(forceFullCollection: true));
        }

        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
