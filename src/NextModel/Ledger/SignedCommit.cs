using System.Text;

namespace NextModel.Ledger;

/// <summary>The receipts of one whole commit, as they are handed out: canonical text, then <c>hash</c> and <c>signature</c>.</summary>
public sealed class SignedCommit
{
    private readonly IReadOnlyList<LedgerRow> _rows;
    private readonly MerkleTree _tree;
    private readonly string _jws;

    /// <param name="rows">All rows of the commit, in order; at least one, the last with its seal.</param>
    /// <exception cref="InvalidDataException">The seal is missing: the ledger was changed or damaged.</exception>
    public SignedCommit(IReadOnlyList<LedgerRow> rows)
    {
        _rows = rows;
        _tree = new MerkleTree(rows.Select(row => row.Hash));
        _jws = rows[^1].Seal is { Bytes.Length: CommitSeal.Size } seal ? SignedRoot.Jws(seal, _tree.Root, rows.Count) : throw Damaged(rows[^1]);
    }

    /// <summary>The receipt at <paramref name="index"/> as JSON.</summary>
    /// <exception cref="InvalidDataException">The row no longer has the hash it was stored with: the ledger was changed or damaged.</exception>
    public byte[] Receipt(int index)
    {
        var text = _rows[index].TryReadText() ?? throw Damaged(_rows[index]);
        var path = string.Join(',', _tree.Path(index).Select(step => $"\"{step}\""));
        var proof = $$$"""
            ,"hash":"{{{_rows[index].Hash}}}","signature":{"index":{{{index}}},"jws":"{{{_jws}}}","path":[{{{path}}}],"root":"{{{_tree.Root}}}","size":{{{_rows.Count}}}}}
            """;
        return [.. text.AsSpan(0, text.Length - 1), .. Encoding.ASCII.GetBytes(proof)];
    }

    private static InvalidDataException Damaged(LedgerRow row) => new(
        $"{ReceiptIds.ReceiptId(row.Id)} (position {row.Position}) is not as it was written: the ledger was changed or damaged. Run './nextmodel receipts verify --all'.");
}
