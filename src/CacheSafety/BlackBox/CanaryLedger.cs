using System.Security.Cryptography;

namespace CacheSafety.BlackBox;

/// <summary>The book of one run's canaries, and their mint.</summary>
/// <param name="time">Dates the entries.</param>
/// <param name="key">The run's key; a random one unless given.</param>
public sealed class CanaryLedger(TimeProvider time, byte[]? key = null) : ILedgerReader
{
    private readonly Lock _lock = new();
    private readonly byte[] _key = key ?? RandomNumberGenerator.GetBytes(32);
    private readonly List<Minted> _minted = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _minted.Count;
            }
        }
    }

    public Minted Mint()
    {
        lock (_lock)
        {
            var sequence = _minted.Count + 1;
            var minted = new Minted(sequence, Canary.Mint(_key, sequence), time.GetUtcNow());
            _minted.Add(minted);
            return minted;
        }
    }

    public IReadOnlyList<Minted> Since(long sequence)
    {
        lock (_lock)
        {
            return [.. _minted.Skip((int)Math.Clamp(sequence, 0, _minted.Count))];
        }
    }

    public ValueTask<IReadOnlyList<Minted>> SinceAsync(long sequence, CancellationToken cancellationToken) => new(Since(sequence));
}
