namespace NextModel.Storage.Moving;

/// <summary>The signing keys at both ends of a move.</summary>
/// <param name="Source">How many there are, those that sign no more included.</param>
/// <param name="Same">How many of them were read again as they were.</param>
public sealed record MovedKeys(int Source, int Same)
{
    public bool IsEqual => Source == Same;
}
