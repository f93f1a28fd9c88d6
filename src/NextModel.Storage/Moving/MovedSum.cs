namespace NextModel.Storage.Moving;

/// <summary>One table after a move.</summary>
/// <param name="Table">Which.</param>
/// <param name="Source">What was read.</param>
/// <param name="Target">What was read again where it was written.</param>
public sealed record MovedSum(MovedTable Table, TableSum Source, TableSum Target)
{
    public bool IsEqual => Source.Matches(Target);
}
