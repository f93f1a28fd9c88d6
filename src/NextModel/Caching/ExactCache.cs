using Microsoft.Extensions.Logging;
using NextModel.Identity;
using NextModel.Metering;
using NextModel.Telemetry;

namespace NextModel.Caching;

/// <summary>
/// Answers that may be replayed, in memory and, behind that, in a store. An entry is served only when its identity is the request's byte
/// for byte and its answer is intact; whatever fails in here is a miss and never the request's failure.
/// </summary>
public sealed partial class ExactCache : IDisposable
{
    /// <summary>Most bytes of entries in memory.</summary>
    public const long DefaultMemoryBytes = 512 << 20;

    /// <summary>Most bytes a second that are written behind.</summary>
    public const long DefaultWriteRate = 16 << 20;

    // An entry from the future was stored by a clock that was ahead: its expiry cannot be trusted.
    private static readonly TimeSpan MaxClockSkew = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly ForwardClock _clock;
    private readonly CacheMemory _memory;
    private readonly CacheBacking? _backing;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<ExactCache> _logger;

    /// <param name="time">Clock by which entries age.</param>
    /// <param name="store">Where entries outlive the process; null keeps them in memory only.</param>
    /// <param name="metrics">Counts mismatches and failures.</param>
    /// <param name="logger">Told of the same.</param>
    /// <param name="memoryBytes">Most bytes of entries in memory.</param>
    /// <param name="writeRate">Most bytes a second that are written behind.</param>
    public ExactCache(
        TimeProvider time,
        ICacheStore? store,
        GatewayMetrics metrics,
        ILogger<ExactCache> logger,
        long memoryBytes = DefaultMemoryBytes,
        long writeRate = DefaultWriteRate)
    {
        _time = time;
        _clock = new ForwardClock(time);
        _memory = new CacheMemory(memoryBytes);
        _backing = store is null ? null : new CacheBacking(store, _memory, time, writeRate, metrics, logger);
        _metrics = metrics;
        _logger = logger;
        Flights = new CacheFlights(time);
    }

    /// <summary>The upstream calls under way whose answers others wait for.</summary>
    public CacheFlights Flights { get; }

    /// <summary>The scopes requests have been asked in.</summary>
    public CacheScopes Scopes { get; } = new();

    /// <summary>Bytes of the entries in memory.</summary>
    public long MemoryBytes => _memory.Bytes;

    /// <summary>Entries in memory.</summary>
    public int MemoryEntries => _memory.Count;

    /// <summary>The entry of this very request, not expired and, where <paramref name="maxAge"/> is given, no older than that.</summary>
    public ValueTask<CacheLookup> LookUpAsync(
        CacheIdentity identity, ProjectCache project, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        if (_memory.Find(identity.Key) is { } entry)
        {
            var lookup = Judge(entry, identity, maxAge, out var misfit);
            return misfit is null ? new ValueTask<CacheLookup>(lookup) : DropAsync(entry, misfit, cancellationToken);
        }

        return _backing is null
            ? new ValueTask<CacheLookup>(CacheLookup.Miss)
            : LookUpStoredAsync(_backing, identity, project, maxAge, cancellationToken);
    }

    /// <summary>
    /// Takes a seat in the flight of a request that missed. The last flight may have landed since the look-up, so a new leader looks
    /// again; when that finds the entry there is no seat.
    /// </summary>
    public FlightSeat? Join(CacheIdentity identity, TimeSpan? maxAge, out CacheLookup hit)
    {
        hit = CacheLookup.Miss;
        var seat = Flights.Join(identity);
        if (!seat.Leads || _memory.Find(identity.Key) is not { } entry)
        {
            return seat;
        }

        hit = Judge(entry, identity, maxAge, out _);
        if (hit.Entry is null)
        {
            return seat;
        }

        seat.Stored(entry);
        return null;
    }

    /// <summary>
    /// Keeps a fresh answer, which is copied, for as long as its project says. When this returns, the next look-up finds it. Null when
    /// it is larger than the project allows.
    /// </summary>
    public ValueTask<CacheEntry?> StoreAsync(
        CacheIdentity identity,
        ProjectCache project,
        ReadOnlyMemory<byte> answer,
        Usage usage,
        string receiptId,
        CancellationToken cancellationToken)
    {
        var now = _clock.Now;
        var body = identity.Body;
        if (CacheEntry.SizeOf(identity.Scope.Length, body.Length, answer.Length) > Math.Min(project.MaxEntryBytes, project.MaxTotalBytes))
        {
            return default;
        }

        // One array for both: what is kept outlives young collections, and they pay for each object that does.
        var kept = GC.AllocateUninitializedArray<byte>(body.Length + answer.Length);
        body.CopyTo(kept);
        answer.Span.CopyTo(kept.AsSpan(body.Length));
        var entry = new CacheEntry
        {
            Key = identity.Key,
            Organization = identity.Organization,
            Project = identity.Project,
            Scope = identity.Scope,
            Body = kept.AsMemory(0, body.Length),
            Answer = kept.AsMemory(body.Length),
            AnswerDigest = Digest.Of(answer.Span),
            Usage = usage,
            ReceiptId = receiptId,
            CreatedAt = now,
            ExpiresAt = now + project.TimeToLive,
        };
        _memory.Put(entry, project.MaxTotalBytes);
        var written = _backing?.WriteAsync(new CacheWrite(entry, project.MaxTotalBytes), cancellationToken) ?? ValueTask.CompletedTask;
        return written.IsCompletedSuccessfully ? new ValueTask<CacheEntry?>(entry) : AfterAsync(written, entry);
    }

    /// <summary>Keeps what was made from an entry to answer with, for the hits to come. Its bytes count; the first one stays.</summary>
    public void Prepare(CacheEntry entry, object prepared, long bytes) => _memory.Prepare(entry, prepared, bytes);

    /// <summary>Deletes all entries of a project, wherever they are, and returns how many were found on the way.</summary>
    public async ValueTask<int> PurgeProjectAsync(string organization, string project, CancellationToken cancellationToken)
    {
        var inMemory = _memory.RemoveProject(organization, project);
        var stored = _backing is null ? 0 : await _backing.PurgeProjectAsync(organization, project, cancellationToken);
        return Math.Max(inMemory, stored);
    }

    /// <summary>Drops what memory has of a project: another replica deleted its entries, or one of them.</summary>
    public void Forget(string organization, string project) => _memory.RemoveProject(organization, project);

    /// <summary>Deletes what the answer of a receipt left in its project, wherever it is, and returns how many entries that were.</summary>
    public async ValueTask<int> PurgeReceiptAsync(
        string organization, string project, string receiptId, CancellationToken cancellationToken)
    {
        var inMemory = _memory.RemoveReceipt(organization, project, receiptId);
        var stored = _backing is null ? 0 : await _backing.PurgeReceiptAsync(organization, project, receiptId, cancellationToken);
        return Math.Max(inMemory, stored);
    }

    /// <summary>Writes behind and sweeps expired entries until it is cancelled. Run once, for as long as the cache is used.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            await Task.WhenAll(_backing?.RunAsync(stopping) ?? Task.CompletedTask, SweepAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end of the work.
        }
    }

    /// <summary>Writes what still waits, at once: the last thing before the process ends.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _backing?.FlushAsync(cancellationToken) ?? Task.CompletedTask;

    public void Dispose() => _backing?.Dispose();

    private static async ValueTask<CacheEntry?> AfterAsync(ValueTask written, CacheEntry entry)
    {
        await written;
        return entry;
    }

    private async ValueTask<CacheLookup> LookUpStoredAsync(
        CacheBacking backing, CacheIdentity identity, ProjectCache project, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        var purges = _memory.Purges;
        if (await backing.FindAsync(identity, cancellationToken) is not { } entry)
        {
            return CacheLookup.Miss;
        }

        var lookup = Judge(entry, identity, maxAge, out var misfit);
        if (misfit is not null)
        {
            return await DropAsync(entry, misfit, cancellationToken);
        }

        if (lookup.Entry is not null)
        {
            _memory.Put(entry, project.MaxTotalBytes, purges);
        }

        return lookup;
    }

    /// <summary>A hit or a miss; <paramref name="misfit"/> says what is wrong with the entry when it must go.</summary>
    private CacheLookup Judge(CacheEntry entry, CacheIdentity identity, TimeSpan? maxAge, out string? misfit)
    {
        misfit = null;
        var now = _clock.Now;
        var age = now - entry.CreatedAt;
        if (now >= entry.ExpiresAt || age < -MaxClockSkew)
        {
            _memory.Remove(entry);
            return CacheLookup.Miss;
        }

        if (!entry.Answers(identity))
        {
            misfit = "identity";
        }
        else if (!entry.IsIntact())
        {
            misfit = "answer";
        }

        return misfit is not null || age > maxAge ? CacheLookup.Miss : new CacheLookup(entry, age > TimeSpan.Zero ? age : TimeSpan.Zero);
    }

    private async ValueTask<CacheLookup> DropAsync(CacheEntry entry, string misfit, CancellationToken cancellationToken)
    {
        _metrics.CacheMismatch(misfit);
        LogMismatch(misfit, entry.Project, entry.ReceiptId);
        _memory.Remove(entry);
        if (_backing is not null)
        {
            await _backing.DeleteAsync(entry.Key, cancellationToken);
        }

        return CacheLookup.Miss;
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(SweepEvery, _time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            var now = _clock.Now;
            _memory.RemoveExpired(now);
            if (_backing is not null)
            {
                await _backing.DeleteExpiredAsync(now, stopping);
            }
        }
    }

    [LoggerMessage(EventIds.CacheEntryMismatch, LogLevel.Error,
        "A cache entry of project {Project} was dropped: its {Misfit} is not what was stored with receipt {ReceiptId}. The request went upstream.")]
    private partial void LogMismatch(string misfit, string project, string receiptId);
}
