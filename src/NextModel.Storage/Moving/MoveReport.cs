namespace NextModel.Storage.Moving;

/// <summary>What a move came to.</summary>
/// <param name="Source">What was read, for people.</param>
/// <param name="Target">What was filled, for people.</param>
/// <param name="Tables">Every table, in the order they were moved.</param>
/// <param name="Receipts">Position and hash of the newest receipt at both ends; null where there is none.</param>
/// <param name="Keys">Signing keys at both ends, as many as are the same.</param>
public sealed record MoveReport(string Source, string Target, IReadOnlyList<MovedSum> Tables, MovedHead Receipts, MovedKeys Keys)
{
    /// <summary>True when all of it is there and the target was made an installation; else it is still empty.</summary>
    public bool IsWhole => Tables.All(table => table.IsEqual) && Receipts.IsEqual && Keys.IsEqual;
}
