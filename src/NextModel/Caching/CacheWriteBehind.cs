using System.Threading.Channels;

namespace NextModel.Caching;

/// <summary>
/// Brings entries from memory to a store behind the requests, at a bounded rate. Only keys wait: an entry that memory has dropped
/// before its turn is never written.
/// </summary>
/// <param name="memory">Where the entries are.</param>
/// <param name="store">Where they go.</param>
/// <param name="time">Clock of the pauses between batches.</param>
/// <param name="bytesPerSecond">Most bytes a second, on average.</param>
/// <param name="failed">Told when a batch could not be written; it is not tried again.</param>
internal sealed class CacheWriteBehind(
    CacheMemory memory, ICacheStore store, TimeProvider time, long bytesPerSecond, Action<Exception> failed) : IDisposable
{
    // Measured: alone, an entry takes three to four times as long to write as among 64, and among 512 no less than among 64. A batch keeps
    // a core busy from its first entry to its last, so it is no larger than it need be.
    private const int MaxBatchEntries = 128;
    private const long MaxBatchBytes = 4 << 20;

    // Most entries are never asked for again, and requests need the cores: the work may take a twentieth of the time.
    private const double RestPerWork = 19;

    // As long as fewer wait than go at once.
    private static readonly TimeSpan GatherFor = TimeSpan.FromMilliseconds(100);

    private readonly Channel<CacheKey> _waiting = Channel.CreateUnbounded<CacheKey>();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly List<CacheWrite> _batch = new(MaxBatchEntries);

    public void Enqueue(CacheKey key) => _waiting.Writer.TryWrite(key);

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (await _waiting.Reader.WaitToReadAsync(stopping))
        {
            var began = time.GetTimestamp();
            var bytes = await WriteBatchAsync(stopping);
            var pause = TimeSpan.FromSeconds(
                Math.Max((double)bytes / bytesPerSecond, RestPerWork * time.GetElapsedTime(began).TotalSeconds));
            await Task.Delay(pause < GatherFor && _waiting.Reader.Count < MaxBatchEntries ? GatherFor : pause, time, stopping);
        }
    }

    /// <summary>Writes all that waits, as fast as the store takes it.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        while (_waiting.Reader.TryPeek(out _))
        {
            await WriteBatchAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Deletes from the store between two batches. What memory dropped before is then gone for good: it is either deleted here or its
    /// turn to be written comes later and finds nothing.
    /// </summary>
    public async ValueTask<int> BetweenBatchesAsync(Func<ValueTask<int>> delete, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await delete();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<long> WriteBatchAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var bytes = 0L;
            while (_batch.Count < MaxBatchEntries && bytes < MaxBatchBytes && _waiting.Reader.TryRead(out var key))
            {
                if (memory.FindToWrite(key) is { } write)
                {
                    _batch.Add(write);
                    bytes += write.Entry.Size;
                }
            }

            if (_batch.Count > 0)
            {
                // To its end: what has been taken out to be written would otherwise be lost.
                await store.WriteAsync(_batch, CancellationToken.None);
            }

            return bytes;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            failed(error);
            return 0;
        }
        finally
        {
            _batch.Clear();
            _turn.Release();
        }
    }
}
