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
    private const int MaxBatchEntries = 64;
    private const long MaxBatchBytes = 4 << 20;

    // Writing an entry costs more than serving one, and most are never asked for again: the work may take a tenth of the time.
    private const double RestPerWork = 9;

    private readonly Channel<CacheKey> _waiting = Channel.CreateUnbounded<CacheKey>();
    private readonly SemaphoreSlim _turn = new(1);

    public void Enqueue(CacheKey key) => _waiting.Writer.TryWrite(key);

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        while (await _waiting.Reader.WaitToReadAsync(stopping))
        {
            var began = time.GetTimestamp();
            var bytes = await WriteBatchAsync(stopping);
            var pause = Math.Max((double)bytes / bytesPerSecond, RestPerWork * time.GetElapsedTime(began).TotalSeconds);
            await Task.Delay(TimeSpan.FromSeconds(pause), time, stopping);
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
            var batch = new List<CacheWrite>();
            var bytes = 0L;
            while (batch.Count < MaxBatchEntries && bytes < MaxBatchBytes && _waiting.Reader.TryRead(out var key))
            {
                if (memory.FindToWrite(key) is { } write)
                {
                    batch.Add(write);
                    bytes += write.Entry.Size;
                }
            }

            if (batch.Count > 0)
            {
                await store.WriteAsync(batch, cancellationToken);
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
            _turn.Release();
        }
    }
}
