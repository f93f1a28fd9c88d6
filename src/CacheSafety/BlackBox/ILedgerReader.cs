namespace CacheSafety.BlackBox;

/// <summary>What the upstream generated: in this process, or asked over HTTP.</summary>
public interface ILedgerReader
{
    /// <summary>Everything after a number, oldest first.</summary>
    ValueTask<IReadOnlyList<Minted>> SinceAsync(long sequence, CancellationToken cancellationToken);
}
