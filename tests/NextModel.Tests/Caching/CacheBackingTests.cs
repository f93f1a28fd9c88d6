using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Caching;
using NextModel.Telemetry;

namespace NextModel.Tests.Caching;

public sealed class CacheBackingTests
{
    [Fact]
    public async Task Find_StoreKnowsAtOnceThatItHasNothing_AllocatesNothing()
    {
        using var metrics = new GatewayMetrics();
        using var backing = new CacheBacking(
            new RecordingStore(), new CacheMemory(long.MaxValue), TimeProvider.System, long.MaxValue, metrics, NullLogger.Instance);
        var identity = CacheBench.Identity();
        var isFound = false;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            isFound |= await backing.FindAsync(identity, CancellationToken.None) is not null;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        isFound.ShouldBeFalse();
    }
}
