using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using NextModel.Ledger;

namespace NextModel.Reporting.Archives;

/// <summary>Reads receipts back out of archive files.</summary>
public sealed class ArchiveReader(IArchiveStore store)
{
    /// <summary>The archive that holds a receipt, and the receipt when its file is still where it was written.</summary>
    public async ValueTask<(Archive Archive, byte[]? Receipt)?> FindAsync(Guid receiptId, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(receiptId, cancellationToken) is not { } archive)
        {
            return null;
        }

        // Every member that names it stands before its hash: the id with its quotes is in one line only as the receipt's own.
        var own = $"\"id\":\"{ReceiptIds.ReceiptId(receiptId)}\"";
        var line = File.Exists(archive.Path) ? File.ReadLines(archive.Path).FirstOrDefault(text => text.Contains(own, StringComparison.Ordinal)) : null;
        return (archive, line is null ? null : Encoding.UTF8.GetBytes(line));
    }

    /// <summary>All archives, in the order of the ledger.</summary>
    public ValueTask<IReadOnlyList<Archive>> ListAsync(CancellationToken cancellationToken) => store.ListAsync(cancellationToken);

    /// <summary>The archive that holds a position; null when none does.</summary>
    public async ValueTask<Archive?> FindAsync(long position, CancellationToken cancellationToken) =>
        (await store.ListAsync(cancellationToken)).FirstOrDefault(archive => archive.First <= position && position <= archive.Last);

    /// <summary>Every receipt of an archive with its position, in their order. Only after the last one it is known to be as it was written.</summary>
    /// <exception cref="InvalidDataException">The file is missing or was changed.</exception>
    public static async IAsyncEnumerable<(long Position, byte[] Receipt)> ReadAsync(Archive archive, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);
        if (!File.Exists(archive.Path))
        {
            throw new InvalidDataException($"{archive.Path} is not there: it holds the receipts {archive.First} to {archive.Last} of the ledger. Put it back.");
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var position = archive.First;
        await foreach (var line in File.ReadLinesAsync(archive.Path, cancellationToken))
        {
            var text = Encoding.UTF8.GetBytes(line);
            sum.AppendData(text);
            sum.AppendData("\n"u8);
            yield return (position++, text);
        }

        if (!sum.GetHashAndReset().AsSpan().SequenceEqual(archive.Digest.Span))
        {
            throw new InvalidDataException($"{archive.Path} is not as it was when its receipts were dropped from the ledger. Restore it from a copy.");
        }
    }

    /// <summary>Every archived receipt that has no row any more, in the order of the ledger.</summary>
    /// <exception cref="InvalidDataException">A file is missing or was changed.</exception>
    public async IAsyncEnumerable<byte[]> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var archive in await store.ListAsync(cancellationToken))
        {
            await foreach (var (position, receipt) in ReadAsync(archive, cancellationToken))
            {
                if (position <= archive.Dropped)
                {
                    yield return receipt;
                }
            }
        }
    }
}
