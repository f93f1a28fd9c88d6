using System.Diagnostics;

namespace NextModel.Benchmarks.Ledger;

/// <summary>The most memory this process had resident since it was made, looked at ten times a second.</summary>
internal sealed class ResidentMemory : IDisposable
{
    private readonly Timer _timer;
    private long _peak;

    public ResidentMemory()
    {
        // What was before is not this one's.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _timer = new Timer(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
    }

    /// <summary>Bytes.</summary>
    public long Peak
    {
        get
        {
            Look();
            return _peak;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        using var process = Process.GetCurrentProcess();
        _peak = Math.Max(_peak, process.WorkingSet64);
    }
}
