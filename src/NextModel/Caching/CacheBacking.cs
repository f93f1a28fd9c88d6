using Microsoft.Extensions.Logging;
using NextModel.Telemetry;

namespace NextModel.Caching;

/// <summary>
/// The store behind the memory, as a request sees it: what fails is counted, logged and passed over. Purges are different: whoever
/// orders one must know that it failed.
/// </summary>
internal sealed partial class CacheBacking : IDisposable
{
    private readonly ICacheStore _store;
    private readonly CacheWriteBehind? _behind;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger _logger;

    public CacheBacking(ICacheStore store, CacheMemory memory, TimeProvider time, long writeRate, GatewayMetrics metrics, ILogger logger)
    {
        _store = store;
        _metrics = metrics;
        _logger = logger;
        _behind = store.IsShared ? null : new CacheWriteBehind(memory, store, time, writeRate, error => Note("write", error));
    }

    /// <summary>What the store has of this request. A miss of a store that knows it at once is complete and has allocated nothing.</summary>
    public ValueTask<CacheEntry?> FindAsync(CacheIdentity identity, CancellationToken cancellationToken)
    {
        try
        {
            var found = _store.FindAsync(identity.Key, identity.Organization, identity.Project, cancellationToken);
            return found.IsCompletedSuccessfully ? found : FinishFindAsync(found);
        }
        catch (Exception error)
        {
            Note("find", error);
            return default;
        }
    }

    private async ValueTask<CacheEntry?> FinishFindAsync(ValueTask<CacheEntry?> found)
    {
        try
        {
            return await found;
        }
        catch (Exception error)
        {
            Note("find", error);
            return null;
        }
    }

    /// <summary>Writes through to a shared store, behind to one of our own.</summary>
    public ValueTask WriteAsync(CacheWrite write, CancellationToken cancellationToken)
    {
        if (_behind is null)
        {
            return WriteThroughAsync(write, cancellationToken);
        }

        _behind.Enqueue(write.Entry.Key);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WriteThroughAsync(CacheWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await _store.WriteAsync([write], cancellationToken);
        }
        catch (Exception error)
        {
            Note("write", error);
        }
    }

    public async ValueTask DeleteAsync(CacheKey key, CancellationToken cancellationToken)
    {
        try
        {
            await _store.DeleteAsync(key, cancellationToken);
        }
        catch (Exception error)
        {
            Note("delete", error);
        }
    }

    public async ValueTask DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await _store.DeleteExpiredAsync(now, cancellationToken);
        }
        catch (Exception error)
        {
            Note("sweep", error);
        }
    }

    public ValueTask<int> PurgeProjectAsync(string organization, string project, CancellationToken cancellationToken) =>
        PurgeAsync(() => _store.DeleteProjectAsync(organization, project, cancellationToken), cancellationToken);

    public ValueTask<int> PurgeReceiptAsync(string organization, string project, string receiptId, CancellationToken cancellationToken) =>
        PurgeAsync(() => _store.DeleteReceiptAsync(organization, project, receiptId, cancellationToken), cancellationToken);

    public Task RunAsync(CancellationToken stopping) => _behind?.RunAsync(stopping) ?? Task.CompletedTask;

    public Task FlushAsync(CancellationToken cancellationToken) => _behind?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose() => _behind?.Dispose();

    private ValueTask<int> PurgeAsync(Func<ValueTask<int>> delete, CancellationToken cancellationToken) =>
        _behind?.BetweenBatchesAsync(delete, cancellationToken) ?? delete();

    private void Note(string operation, Exception error)
    {
        // A caller who left is no failure of the store.
        if (error is not OperationCanceledException)
        {
            _metrics.CacheStoreFailure(operation);
            LogFailed(operation, error);
        }
    }

    [LoggerMessage(EventIds.CacheStoreFailed, LogLevel.Warning,
        "The exact cache's storage failed to {Operation}; requests go on without it.")]
    private partial void LogFailed(string operation, Exception error);
}
