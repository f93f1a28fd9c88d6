using System.Threading.Channels;

namespace NextModel.Limits;

/// <summary>What the slices of a replica know of the others.</summary>
internal sealed class RateReplicas
{
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Before the first answer: as if there were many, so that little is taken in advance.
    private volatile int _count = 64;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get => _count;
        set => _count = Math.Max(1, value);
    }

    /// <summary>Somebody wants what there is nothing of yet.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Waits until somebody does.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken) => await _wake.Reader.ReadAsync(cancellationToken);
}
