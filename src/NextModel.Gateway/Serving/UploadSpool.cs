using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace NextModel.Gateway.Serving;

/// <summary>
/// Keeps an upload aside until it has been sent: its first MiB in memory, the rest in a file that is gone when this is, under a key that is nowhere but in
/// memory. What is left of it after a crash cannot be read.
/// </summary>
internal sealed class UploadSpool(string directory) : IDisposable
{
    private const int BlockSize = 64 * 1024;
    private const int BlocksInMemory = 16;

    /// <summary>So much of the disk is left to the ledger.</summary>
    private const long Spare = 256 * 1024 * 1024;

    /// <summary>Bytes of an upload that are kept in memory at most.</summary>
    public const int MostInMemory = BlocksInMemory * BlockSize;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int SealedSize = BlockSize + TagSize;

    private readonly List<byte[]> _blocks = [];
    private byte[] _open = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _used;
    private SafeFileHandle? _file;
    private AesGcm? _cipher;

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    private int Sealed => (int)(Length / BlockSize);

    /// <summary>Removes what an earlier process left.</summary>
    public static void Sweep(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="IOException">The disk has no room, or fails.</exception>
    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, BlockSize - _used);
            bytes.Span[..count].CopyTo(_open.AsSpan(_used));
            _used += count;
            bytes = bytes[count..];
            if (_used == BlockSize)
            {
                await SealAsync(cancellationToken);
                _used = 0;
            }

            Length += count;
        }
    }

    /// <summary>A stream over what there is; nothing may be added any more.</summary>
    public Stream Open() => new SpooledStream(this);

    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        _blocks.Clear();
        ArrayPool<byte>.Shared.Return(_open);
        _open = [];
        _file?.Dispose();
        _cipher?.Dispose();
    }

    /// <summary>Reads bytes of one block into <paramref name="buffer"/>.</summary>
    internal async ValueTask<int> ReadAsync(long position, Memory<byte> buffer, byte[] scratch, CancellationToken cancellationToken)
    {
        var block = (int)(position / BlockSize);
        var start = (int)(position % BlockSize);
        var there = block == Sealed ? _used : BlockSize;
        var count = Math.Min(buffer.Length, there - start);
        if (count <= 0)
        {
            return 0;
        }

        var bytes = block == Sealed ? _open : block < BlocksInMemory ? _blocks[block] : await UnsealAsync(block, scratch, cancellationToken);
        bytes.AsSpan(start, count).CopyTo(buffer.Span);
        return count;
    }

    private async ValueTask SealAsync(CancellationToken cancellationToken)
    {
        if (Sealed < BlocksInMemory)
        {
            _blocks.Add(_open);
            _open = ArrayPool<byte>.Shared.Rent(BlockSize);
            return;
        }

        if (_file is null)
        {
            Directory.CreateDirectory(directory);
            _file = File.OpenHandle(
                Path.Combine(directory, Guid.CreateVersion7().ToString("N")), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None,
                FileOptions.Asynchronous | FileOptions.DeleteOnClose);
            _cipher = new AesGcm(RandomNumberGenerator.GetBytes(32), TagSize);
        }

        var block = Sealed;
        if (block % BlocksInMemory == 0 && new DriveInfo(directory).AvailableFreeSpace < Spare)
        {
            throw new IOException("Uploads leave the rest of the disk to the ledger.");
        }

        var whole = ArrayPool<byte>.Shared.Rent(SealedSize);
        try
        {
            _cipher!.Encrypt(Nonce(block), _open.AsSpan(0, BlockSize), whole.AsSpan(0, BlockSize), whole.AsSpan(BlockSize, TagSize));
            await RandomAccess.WriteAsync(_file, whole.AsMemory(0, SealedSize), At(block), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private async ValueTask<byte[]> UnsealAsync(int block, byte[] scratch, CancellationToken cancellationToken)
    {
        var whole = ArrayPool<byte>.Shared.Rent(SealedSize);
        try
        {
            for (var read = 0; read < SealedSize;)
            {
                var more = await RandomAccess.ReadAsync(_file!, whole.AsMemory(read, SealedSize - read), At(block) + read, cancellationToken);
                read += more > 0 ? more : throw new IOException("The file of an upload is shorter than what was written to it.");
            }

            _cipher!.Decrypt(Nonce(block), whole.AsSpan(0, BlockSize), whole.AsSpan(BlockSize, TagSize), scratch.AsSpan(0, BlockSize));
            return scratch;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }

    private static long At(int block) => (long)(block - BlocksInMemory) * SealedSize;

    // A block is written once under a key of its own spool.
    private static byte[] Nonce(int block)
    {
        var nonce = new byte[NonceSize];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(nonce, block);
        return nonce;
    }

    private sealed class SpooledStream(UploadSpool spool) : Stream
    {
        private readonly byte[] _scratch = ArrayPool<byte>.Shared.Rent(BlockSize);
        private bool _disposed;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => spool.Length;

        public override long Position { get; set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await spool.ReadAsync(Position, buffer, _scratch, cancellationToken);
            Position += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => Length + offset,
        };

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Flush()
        {
            // Nothing is written.
        }

        protected override void Dispose(bool disposing)
        {
            if (!_disposed)
            {
                _disposed = true;
                ArrayPool<byte>.Shared.Return(_scratch);
            }

            base.Dispose(disposing);
        }
    }
}
