using System.Collections.Concurrent;

namespace NextModel.Gateway.Tests.Faults;

/// <summary>Request ids of the answers that callers have seen whole.</summary>
public sealed class Transcript : IDisposable
{
    private readonly SemaphoreSlim _arrivals = new(0);

    public ConcurrentBag<string> Whole { get; } = [];

    public void Note(string requestId)
    {
        Whole.Add(requestId);
        _arrivals.Release();
    }

    /// <summary>Waits for so many more answers.</summary>
    public async Task WaitForAnotherAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await _arrivals.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBeTrue("no answer came for a minute");
        }
    }

    public void Dispose() => _arrivals.Dispose();
}
