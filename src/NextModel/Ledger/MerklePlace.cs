namespace NextModel.Ledger;

/// <summary>One node of a growing Merkle tree that never changes again: the root over the leaves from <see cref="Begin"/> to <see cref="End"/>.</summary>
/// <param name="Level">0 for leaves; a node of level n has 2ⁿ of them under it.</param>
/// <param name="Index">Place among the nodes of its level, from 0.</param>
public readonly record struct MerklePlace(int Level, long Index)
{
    /// <summary>The first leaf under it.</summary>
    public long Begin => Index << Level;

    /// <summary>One past the last leaf under it.</summary>
    public long End => (Index + 1) << Level;
}
