namespace NextModel.Cli;

/// <summary>A file that tells how far it was read.</summary>
internal sealed class WatchedFile(string path, Action<long> read) : FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16)
{
    public override int Read(byte[] buffer, int offset, int count)
    {
        var length = base.Read(buffer, offset, count);
        read(Position);
        return length;
    }

    public override int Read(Span<byte> buffer)
    {
        var length = base.Read(buffer);
        read(Position);
        return length;
    }
}
