using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using NextModel.Ledger;

namespace NextModel.Tests.Ledger;

/// <summary>Proofs against RFC 9162's own definitions, written out word for word, and against roots that another program computed.</summary>
public sealed class MerkleProofTests
{
    // Computed with Python's hashlib, level by level on a stack; leaf n stands for SHA-256 of the byte n.
    [Theory]
    [InlineData(1, "sha256:d9de27625445003d8a9739a851e3ff8d41c0683630b4d63a88327a6aaa37c409")]
    [InlineData(2, "sha256:604d540f09268b91672ab011394d5266ccd7d4484d0d109411a55848126a1b2c")]
    [InlineData(3, "sha256:d1f13800048f5909d4043fc0c152f6643280cba608b672715e56ce159a20629f")]
    [InlineData(7, "sha256:bee2275db16667589a4515f63e0d053a2fa602c1d9f9703e98920a5bdad59baf")]
    [InlineData(8, "sha256:80e139b44c90f91edebec705cc7586c3d90f4bdadd49628d25c20d4b03419287")]
    [InlineData(70, "sha256:f418ab57d47be3ee07336fa2c7313d50029bd5db28a523d504ff77704768291f")]
    public void Root_OfTheFirstBytes_IsTheOneComputedElsewhere(int size, string expected) =>
        MerkleProof.Root(size, Nodes(size)).ToString().ShouldBe(expected);

    [Fact]
    public void Root_AnySize_IsMthOfRfc9162()
    {
        for (var size = 1; size <= 130; size++)
        {
            MerkleProof.Root(size, Nodes(size)).ShouldBe(Mth(Leaves(size)), $"size {size}");
        }
    }

    [Fact]
    public void Inclusion_AnyLeafAndSize_IsPathOfRfc9162()
    {
        for (var size = 1; size <= 70; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var path = MerkleProof.Inclusion(index, size, Nodes(size));
                path.ShouldBe(Path(index, Leaves(size)), $"{index} of {size}");
                MerkleTree.TryClimb(Leaves(size)[index], index, size, path, out var root).ShouldBeTrue();
                root.ShouldBe(Mth(Leaves(size)));
            }
        }
    }

    [Fact]
    public void Consistency_AnySizes_IsProofOfRfc9162AndHolds()
    {
        for (var second = 1; second <= 70; second++)
        {
            for (var first = 1; first <= second; first++)
            {
                var path = MerkleProof.Consistency(first, second, Nodes(second));
                path.ShouldBe(first == second ? [] : SubProof(first, Leaves(second), true), $"{first} of {second}");
                MerkleProof.IsConsistent(first, Mth(Leaves(first)), second, Mth(Leaves(second)), path).ShouldBeTrue($"{first} of {second}");
            }
        }
    }

    [Fact]
    public void IsConsistent_AnyOtherRootSizeOrPath_IsFalse()
    {
        for (var second = 2; second <= 40; second++)
        {
            for (var first = 1; first < second; first++)
            {
                var path = MerkleProof.Consistency(first, second, Nodes(second));
                var (old, grown) = (Mth(Leaves(first)), Mth(Leaves(second)));
                MerkleProof.IsConsistent(first, grown, second, grown, path).ShouldBeFalse();
                MerkleProof.IsConsistent(first, old, second, old, path).ShouldBeFalse();
                MerkleProof.IsConsistent(second, old, first, grown, path).ShouldBeFalse();
                MerkleProof.IsConsistent(first, old, second, grown, [.. path, old]).ShouldBeFalse();
                for (var i = 0; i < path.Count; i++)
                {
                    MerkleProof.IsConsistent(first, old, second, grown, [.. path.Select((step, n) => n == i ? ReceiptHash.Of([1]) : step)]).ShouldBeFalse();
                    MerkleProof.IsConsistent(first, old, second, grown, [.. path.Where((_, n) => n != i)]).ShouldBeFalse();
                }
            }
        }
    }

    [Fact]
    public void IsConsistent_HostileInput_NeverThrows() => Prop.ForAll<long, long, byte>((first, second, length) =>
    {
        // A tree is consistent with itself, without a path: the one claim of these that is true.
        var isItself = first == second && first > 0 && length % 70 == 0;
        MerkleProof.IsConsistent(first, ReceiptHash.None, second, ReceiptHash.None, Leaves(length % 70)).ShouldBe(isItself);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Frontier_KeptAndReadBackAtAnySize_GoesOn()
    {
        var tree = new MerkleFrontier();
        for (var size = 1; size <= 70; size++)
        {
            tree = MerkleFrontier.TryRead(tree.Size, tree.ToBytes()).ShouldNotBeNull();
            tree.Add(Leaves(size)[^1]);
            tree.Root.ShouldBe(Mth(Leaves(size)));
        }

        MerkleFrontier.TryRead(3, new byte[32]).ShouldBeNull();
        MerkleFrontier.TryRead(-1, []).ShouldBeNull();
    }

    private static Func<MerklePlace, ReceiptHash> Nodes(int size)
    {
        var nodes = new Dictionary<MerklePlace, ReceiptHash>();
        var tree = new MerkleFrontier();
        foreach (var leaf in Leaves(size))
        {
            tree.Add(leaf, (place, node) => nodes.Add(place, node));
        }

        return place => nodes[place];
    }

    private static ReceiptHash[] Leaves(int count) => [.. Enumerable.Range(0, count).Select(i => ReceiptHash.Of([(byte)i]))];

    // RFC 9162 §2.1.1.
    private static ReceiptHash Mth(ReceiptHash[] d) => d.Length == 1
        ? Hash([0, .. d[0].ToArray()])
        : Hash([1, .. Mth(d[..K(d.Length)]).ToArray(), .. Mth(d[K(d.Length)..]).ToArray()]);

    // RFC 9162 §2.1.3.1.
    private static ReceiptHash[] Path(int m, ReceiptHash[] d)
    {
        if (d.Length == 1)
        {
            return [];
        }

        var k = K(d.Length);
        return m < k ? [.. Path(m, d[..k]), Mth(d[k..])] : [.. Path(m - k, d[k..]), Mth(d[..k])];
    }

    // RFC 9162 §2.1.4.1.
    private static ReceiptHash[] SubProof(int m, ReceiptHash[] d, bool b)
    {
        if (m == d.Length)
        {
            return b ? [] : [Mth(d)];
        }

        var k = K(d.Length);
        return m <= k ? [.. SubProof(m, d[..k], b), Mth(d[k..])] : [.. SubProof(m - k, d[k..], false), Mth(d[..k])];
    }

    private static int K(int n)
    {
        var k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }

    private static ReceiptHash Hash(byte[] bytes) => ReceiptHash.Read(SHA256.HashData(bytes));
}
