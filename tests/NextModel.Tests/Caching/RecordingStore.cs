using System.Threading.Channels;
using NextModel.Caching;

namespace NextModel.Tests.Caching;

/// <summary>Notes how many entries came at once, as a store that takes only what is not cancelled.</summary>
internal sealed class RecordingStore : ICacheStore
{
    private readonly Channel<int> _written = Channel.CreateUnbounded<int>();

    public List<int> Batches { get; } = [];

    public Action OnWrite { get; set; } = () => { };

    public bool IsShared => false;

    public async Task WaitForAsync(int batches, CancellationToken cancellationToken)
    {
        while (await _written.Reader.ReadAsync(cancellationToken) < batches)
        {
        }
    }

    public ValueTask WriteAsync(IReadOnlyList<CacheWrite> writes, CancellationToken cancellationToken)
    {
        OnWrite();
        cancellationToken.ThrowIfCancellationRequested();
        Batches.Add(writes.Count);
        _written.Writer.TryWrite(Batches.Count);
        return ValueTask.CompletedTask;
    }

    public ValueTask<CacheEntry?> FindAsync(CacheKey key, string organization, string project, CancellationToken cancellationToken) => default;

    public ValueTask DeleteAsync(CacheKey key, CancellationToken cancellationToken) => default;

    public ValueTask<int> DeleteProjectAsync(string organization, string project, CancellationToken cancellationToken) => default;

    public ValueTask<int> DeleteReceiptAsync(
        string organization, string project, string receiptId, CancellationToken cancellationToken) => default;

    public ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) => default;
}
