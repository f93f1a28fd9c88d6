using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Ledger;

namespace NextModel.Tests.Ledger;

public sealed class MerkleTreeTests
{
    [Fact]
    public void Root_AnySize_IsTheOneOfRfc6962()
    {
        for (var size = 1; size <= 70; size++)
        {
            var receipts = Receipts(size);
            var expected = ReceiptHash.Read(Reference([.. receipts.Select(receipt => receipt.ToArray())]));

            new MerkleTree(receipts).Root.ShouldBe(expected, $"size {size}");
            MerkleTree.RootOf([.. receipts]).ShouldBe(expected, $"size {size}");
        }
    }

    [Fact]
    public void TryClimb_PathOfEachReceipt_ReachesTheRoot()
    {
        for (var size = 1; size <= 40; size++)
        {
            var receipts = Receipts(size);
            var tree = new MerkleTree(receipts);
            for (var index = 0; index < size; index++)
            {
                MerkleTree.TryClimb(receipts[index], index, size, tree.Path(index), out var root).ShouldBeTrue();
                root.ShouldBe(tree.Root);
            }
        }
    }

    [Fact]
    public void TryClimb_AnotherIndex_MissesTheRoot()
    {
        for (var size = 2; size <= 20; size++)
        {
            var receipts = Receipts(size);
            var tree = new MerkleTree(receipts);
            for (var index = 0; index < size; index++)
            {
                for (var other = -1; other <= size; other++)
                {
                    (MerkleTree.TryClimb(receipts[index], other, size, tree.Path(index), out var root) && root == tree.Root)
                        .ShouldBe(other == index, $"{other} instead of {index} of {size}");
                }
            }
        }
    }

    [Fact]
    public void TryClimb_HostilePath_NeverThrows() => Prop.ForAll<long, long, byte>((index, size, length) =>
    {
        MerkleTree.TryClimb(ReceiptHash.None, index, size, Receipts(length % 70), out _);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static ReceiptHash[] Receipts(int count) =>
        [.. Enumerable.Range(0, count).Select(i => ReceiptHash.Of([(byte)i, (byte)(i >> 8)]))];

    // RFC 6962 §2.1 word for word: split at the largest power of two smaller than n.
    private static byte[] Reference(byte[][] leaves)
    {
        if (leaves.Length == 1)
        {
            return SHA256.HashData([0, .. leaves[0]]);
        }

        var split = 1;
        while (split * 2 < leaves.Length)
        {
            split *= 2;
        }

        return SHA256.HashData([1, .. Reference(leaves[..split]), .. Reference(leaves[split..])]);
    }
}
