using System.Text;
using CacheSafety.Cases;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Caching;
using NextModel.Identity;
using NextModel.Metering;
using NextModel.Telemetry;

namespace CacheSafety.Policies;

/// <summary>
/// NextModel's own exact cache, linked: its key, its rules of what may be stored, its verification and its time to live. What is measured
/// here is the code that serves.
/// </summary>
/// <param name="name">Name of the policy.</param>
/// <param name="sameBytesOnly">True refuses the room's hits whose bodies differ in any byte.</param>
/// <param name="rewrite">Changes a body before the room sees it; null leaves it.</param>
public sealed class RoomPolicy(string name, bool sameBytesOnly = false, Func<CaseRequest, ReadOnlyMemory<byte>>? rewrite = null) : ICachePolicy
{
    public string Name => name;

    public IPolicyCache Open(ReplayClock clock) => new RoomCache(clock, sameBytesOnly, rewrite ?? (request => request.Body));

    private sealed class RoomCache : IPolicyCache
    {
        private readonly bool _sameBytesOnly;
        private readonly Func<CaseRequest, ReadOnlyMemory<byte>> _rewrite;
        private readonly GatewayMetrics _metrics = new();
        private readonly ExactCache _cache;
        private readonly Dictionary<string, CaseRequest> _stored = new(StringComparer.Ordinal);

        public RoomCache(ReplayClock clock, bool sameBytesOnly, Func<CaseRequest, ReadOnlyMemory<byte>> rewrite)
        {
            _sameBytesOnly = sameBytesOnly;
            _rewrite = rewrite;
            _cache = new ExactCache(clock, store: null, _metrics, NullLogger<ExactCache>.Instance);
        }

        public async ValueTask StoreAsync(CaseRequest request, CaseAnswer answer, string entry)
        {
            using var seen = RoomRequest.Of(request, _rewrite(request));
            if (!seen.Can.MayStore || !answer.IsComplete)
            {
                return;
            }

            await _cache.StoreAsync(
                seen.Identity!, ProjectCache.Default, Encoding.UTF8.GetBytes(entry), Usage.None, entry, CancellationToken.None);
            _stored[entry] = request;
        }

        public async ValueTask<CacheDecision> LookUpAsync(CaseRequest request)
        {
            using var seen = RoomRequest.Of(request, _rewrite(request));
            if (!seen.Can.MayLookUp)
            {
                return CacheDecision.Miss($"bypass: {seen.Can.Reason}");
            }

            var found = await _cache.LookUpAsync(seen.Identity!, ProjectCache.Default, seen.MaxAge, CancellationToken.None);
            if (found.Entry is not { } entry)
            {
                return CacheDecision.Miss("no entry");
            }

            var stored = _stored[entry.ReceiptId];
            if (request.Body.Span.SequenceEqual(stored.Body.Span))
            {
                return CacheDecision.Hit(entry.ReceiptId, "exact");
            }

            if (_sameBytesOnly)
            {
                return CacheDecision.Miss("same value in other bytes");
            }

            return CacheDecision.Hit(entry.ReceiptId, SameRequest.Is(request, stored) ? "canonical" : "neutral");
        }

        public void Dispose()
        {
            _cache.Dispose();
            _metrics.Dispose();
        }
    }
}
