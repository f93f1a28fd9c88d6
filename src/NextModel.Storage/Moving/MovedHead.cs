namespace NextModel.Storage.Moving;

/// <summary>The newest receipt at both ends of a move.</summary>
/// <param name="Position">Its position in the source's ledger; 0 when there is none.</param>
/// <param name="SourceHash">Its hash there, in hexadecimal; empty when there is none.</param>
/// <param name="TargetHash">The hash of the newest one that was read again.</param>
public sealed record MovedHead(long Position, string SourceHash, string TargetHash)
{
    public bool IsEqual => SourceHash == TargetHash;
}
