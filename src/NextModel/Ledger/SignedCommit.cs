using System.Text;

namespace NextModel.Ledger;

/// <summary>The receipts of one whole commit, as they are handed out: canonical text, then <c>hash</c> and <c>signature</c>.</summary>
public sealed class SignedCommit
{
    private readonly IReadOnlyList<LedgerRow> _rows;
    private readonly MerkleTree _tree;
    private readonly byte[] _jws;

    /// <param name="rows">All rows of the commit, in order; at least one, the last with its seal.</param>
    /// <exception cref="InvalidDataException">The seal is missing: the ledger was changed or damaged.</exception>
    public SignedCommit(IReadOnlyList<LedgerRow> rows)
    {
        _rows = rows;
        _tree = new MerkleTree(rows.Select(row => row.Hash));
        _jws = rows[^1].Seal is { Bytes.Length: CommitSeal.Size } seal ? Encoding.ASCII.GetBytes(SignedRoot.Jws(seal, _tree.Root, rows.Count)) : throw Damaged(rows[^1]);
    }

    /// <summary>The receipt at <paramref name="index"/> as JSON.</summary>
    /// <exception cref="InvalidDataException">The row no longer has the hash it was stored with: the ledger was changed or damaged.</exception>
    public byte[] Receipt(int index)
    {
        var (text, receipt) = (new ByteSink(4096), new ByteSink(4096));
        if (!_rows[index].TryReadText(ref text))
        {
            throw Damaged(_rows[index]);
        }

        Append(index, text.Written, ref receipt);
        return receipt.Written.ToArray();
    }

    /// <summary>Appends the receipt at <paramref name="index"/> as JSON.</summary>
    /// <param name="index">Its place in the commit.</param>
    /// <param name="text">Its canonical text, which has its hash.</param>
    /// <param name="sink">Where to.</param>
    internal void Append(int index, ReadOnlySpan<byte> text, ref ByteSink sink)
    {
        sink.Append(text[..^1]);
        sink.Append(",\"hash\":"u8);
        AppendHash(_rows[index].Hash, ref sink);
        sink.Append(",\"signature\":{\"index\":"u8);
        CanonicalText.AppendNumber(ref sink, index);
        sink.Append(",\"jws\":\""u8);
        sink.Append(_jws);
        sink.Append("\",\"path\":["u8);
        var path = _tree.Path(index);
        for (var i = 0; i < path.Count; i++)
        {
            sink.Append(i == 0 ? default : ","u8);
            AppendHash(path[i], ref sink);
        }

        sink.Append("],\"root\":"u8);
        AppendHash(_tree.Root, ref sink);
        sink.Append(",\"size\":"u8);
        CanonicalText.AppendNumber(ref sink, _rows.Count);
        sink.Append("}}"u8);
    }

    private static void AppendHash(ReceiptHash hash, ref ByteSink sink)
    {
        var text = sink.Take(ReceiptHash.TextSize + 2);
        text[0] = (byte)'"';
        hash.WriteText(text[1..]);
        text[^1] = (byte)'"';
    }

    internal static InvalidDataException Damaged(LedgerRow row) => new(
        $"{ReceiptIds.ReceiptId(row.Id)} (position {row.Position}) is not as it was written: the ledger was changed or damaged. Run './nextmodel receipts verify --all'.");
}
