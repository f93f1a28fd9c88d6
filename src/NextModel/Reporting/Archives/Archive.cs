namespace NextModel.Reporting.Archives;

/// <summary>A file that holds a stretch of the ledger.</summary>
/// <param name="Name">Of the file, JSON lines; its manifest lies beside it.</param>
/// <param name="Directory">Where it was written.</param>
/// <param name="Digest">SHA-256 of it.</param>
/// <param name="First">Position of its first receipt.</param>
/// <param name="Last">Position of its last.</param>
/// <param name="From">Earliest completion in it.</param>
/// <param name="To">Latest completion in it.</param>
public sealed record Archive(string Name, string Directory, ReadOnlyMemory<byte> Digest, long First, long Last, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>Receipts in it: positions have no gaps.</summary>
    public long Receipts => Last - First + 1;

    /// <summary>Rows up to this position have been dropped from the ledger.</summary>
    public long Dropped { get; init; }

    public bool IsDone => Dropped == Last;

    public string Path => System.IO.Path.Combine(Directory, Name);
}
