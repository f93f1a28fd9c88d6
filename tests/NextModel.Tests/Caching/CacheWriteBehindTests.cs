using System.Text;
using NextModel.Caching;
using NextModel.Metering;
using NextModel.Testing;

namespace NextModel.Tests.Caching;

public sealed class CacheWriteBehindTests : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ManualTime _time = new();
    private readonly CacheMemory _memory = new(long.MaxValue);
    private readonly RecordingStore _store = new();
    private readonly CacheWriteBehind _behind;

    public CacheWriteBehindTests() => _behind = new CacheWriteBehind(_memory, _store, _time, long.MaxValue, error => throw error);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_FewWaiting_GatherForATenthOfASecond()
    {
        Enqueue(1);
        var running = _behind.RunAsync(_stop.Token);
        await _time.WaitForTimerAsync(Token);
        Enqueue(2);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        _store.Batches.ShouldBe([1]);
        await AdvanceAndWaitAsync(TimeSpan.FromMilliseconds(1));
        _store.Batches.ShouldBe([1, 2]);
        await StopAsync(running);
    }

    [Fact]
    public async Task Run_ManyWaiting_RestNineteenTimesAsLongAsTheWorkTook()
    {
        _store.OnWrite = () => _time.Advance(TimeSpan.FromMilliseconds(10));
        Enqueue(400);
        var running = _behind.RunAsync(_stop.Token);
        await _time.WaitForTimerAsync(Token);
        _time.Advance(TimeSpan.FromMilliseconds(188));
        _store.Batches.ShouldBe([128]);
        await AdvanceAndWaitAsync(TimeSpan.FromMilliseconds(2));
        _store.Batches.ShouldBe([128, 128]);
        await StopAsync(running);
    }

    [Fact]
    public async Task Run_SlowStore_StillTakesATwentiethOfTheTime()
    {
        _store.OnWrite = () => _time.Advance(TimeSpan.FromSeconds(1));
        Enqueue(1);
        var running = _behind.RunAsync(_stop.Token);
        await _time.WaitForTimerAsync(Token);
        Enqueue(1);
        _time.Advance(TimeSpan.FromSeconds(18.9));
        _store.Batches.ShouldBe([1]);
        await AdvanceAndWaitAsync(TimeSpan.FromSeconds(0.2));
        _store.Batches.ShouldBe([1, 1]);
        await StopAsync(running);
    }

    [Fact]
    public async Task Run_CancelledInABatch_WritesItToItsEnd()
    {
        _store.OnWrite = _stop.Cancel;
        Enqueue(3);
        await StopAsync(_behind.RunAsync(_stop.Token));
        _store.Batches.ShouldBe([3]);
        Enqueue(200);
        await _behind.FlushAsync(Token);
        _store.Batches.ShouldBe([3, 128, 72]);
    }

    public void Dispose()
    {
        _behind.Dispose();
        _stop.Dispose();
    }

    private async Task AdvanceAndWaitAsync(TimeSpan by)
    {
        var before = _store.Batches.Count;
        _time.Advance(by);
        await _store.WaitForAsync(before + 1, Token).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    private async Task StopAsync(Task running)
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private void Enqueue(int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            var entry = Entry($"{_memory.Count}");
            _memory.Put(entry, long.MaxValue);
            _behind.Enqueue(entry.Key);
        }
    }

    private static CacheEntry Entry(string name) => new()
    {
        Key = new CacheKey(Digest.Of(Encoding.UTF8.GetBytes(name))),
        Organization = "org_1",
        Project = "proj_1",
        Scope = [1],
        Body = new byte[] { 2 },
        Answer = new byte[] { 3 },
        AnswerDigest = Digest.Of([3]),
        Usage = Usage.None,
        ReceiptId = "rcpt_" + name,
        CreatedAt = DateTimeOffset.UnixEpoch,
        ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(1),
    };
}
