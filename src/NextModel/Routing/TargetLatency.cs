namespace NextModel.Routing;

/// <summary>
/// How fast a target has been, by the length of the input. What strategies and constraints ask: <c>FirstByte(size).P95</c>, after a look
/// at how many samples that rests on.
/// </summary>
public sealed class TargetLatency(TimeProvider time)
{
    // A kilobyte each, made when there is something to count.
    private readonly LatencyHistogram?[] _firstByte = new LatencyHistogram?[InputSizes.Count];
    private readonly LatencyHistogram?[] _total = new LatencyHistogram?[InputSizes.Count];

    /// <summary>Request sent to first output, of streams only: an answer in one piece has no first byte that anybody waits for.</summary>
    public LatencyReading FirstByte(InputSize size) => Volatile.Read(ref _firstByte[(int)size])?.Read() ?? default;

    /// <summary>Request sent to last byte, of whole answers and streams. A stream is as slow as the caller who reads it.</summary>
    public LatencyReading Total(InputSize size) => Volatile.Read(ref _total[(int)size])?.Read() ?? default;

    /// <summary>Counts a wait for the first output. One that was given up at a timer counts with the time it took.</summary>
    public void ObserveFirstByte(InputSize size, int milliseconds) => Histogram(_firstByte, size).Observe(milliseconds);

    /// <summary>Counts an answer from start to end. One that was given up at a timer counts with the time it took.</summary>
    public void ObserveTotal(InputSize size, int milliseconds) => Histogram(_total, size).Observe(milliseconds);

    private LatencyHistogram Histogram(LatencyHistogram?[] all, InputSize size)
    {
        ref var slot = ref all[(int)size];
        var known = Volatile.Read(ref slot);
        if (known is not null)
        {
            return known;
        }

        var made = new LatencyHistogram(time);
        return Interlocked.CompareExchange(ref slot, made, null) ?? made;
    }
}
