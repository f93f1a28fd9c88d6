using System.Numerics;

namespace NextModel.Routing;

/// <summary>
/// Streaming quantiles of a duration in fixed space: counts in buckets that are one part in sixteen wide, in the window that is being
/// filled and the one before it.
/// </summary>
/// <remarks>
/// An observation is one atomic increment and allocates nothing; once in <see cref="WindowLength"/> it makes the new window. A quantile
/// is off by at most 1/32 of the exact one over the same observations (<c>LatencyHistogramTests</c>). A window with few observations is
/// filled on for up to <see cref="LongestWindow"/>, so that a source with little traffic is not forgotten between two requests.
/// </remarks>
public sealed class LatencyHistogram
{
    /// <summary>How long a window with enough in it is filled.</summary>
    public static readonly TimeSpan WindowLength = TimeSpan.FromMinutes(10);

    /// <summary>After this time a window is closed whatever is in it, and one whose last observation is as old is forgotten.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromHours(6);

    private const int Enough = 100;
    private const int Fine = 16;
    private const int FineBits = 4;

    // 70 minutes; a longer one counts as this long.
    private const int MaxMilliseconds = (1 << 22) - 1;
    private const int Buckets = ((22 - FineBits - 1) * Fine) + (2 * Fine);

    private readonly TimeProvider _time;
    private readonly Lock _rolling = new();
    private volatile Window _current;
    private volatile Window? _before;

    public LatencyHistogram(TimeProvider time)
    {
        _time = time;
        _current = new Window(time.GetTimestamp());
    }

    /// <summary>Counts one duration.</summary>
    public void Observe(int milliseconds)
    {
        var now = _time.GetTimestamp();
        var window = _current;
        if (IsFull(window, now))
        {
            window = Roll(window, now);
        }

        Interlocked.Increment(ref window.Counts[IndexOf(milliseconds)]);
        Interlocked.Increment(ref window.Samples);
        Volatile.Write(ref window.Newest, now);
    }

    /// <summary>What both windows say; without samples when nothing was measured for a long time.</summary>
    public LatencyReading Read()
    {
        var now = _time.GetTimestamp();
        var (current, before) = (Remembered(_current, now), Remembered(_before, now));
        if ((before ?? current) is not { } oldest)
        {
            return default;
        }

        // Counted here and not read, so that quantiles and samples agree while others observe.
        Span<int> counts = stackalloc int[Buckets];
        long samples = 0;
        for (var i = 0; i < Buckets; i++)
        {
            counts[i] = CountIn(current, i) + CountIn(before, i);
            samples += counts[i];
        }

        var newest = Volatile.Read(ref (current ?? oldest).Newest);
        return new LatencyReading(
            samples, _time.GetElapsedTime(oldest.Since, now), _time.GetElapsedTime(newest, now),
            Quantile(counts, samples, 0.50), Quantile(counts, samples, 0.95), Quantile(counts, samples, 0.99));
    }

    internal static int IndexOf(int milliseconds)
    {
        var value = Math.Clamp(milliseconds, 0, MaxMilliseconds);
        if (value < Fine)
        {
            return value;
        }

        var shift = BitOperations.Log2((uint)value) - FineBits;
        return (shift << FineBits) + (value >> shift);
    }

    /// <summary>The middle of a bucket.</summary>
    internal static double ValueOf(int index)
    {
        if (index < 2 * Fine)
        {
            return index;
        }

        var shift = (index >> FineBits) - 1;
        var lowest = ((index & (Fine - 1)) + Fine) << shift;
        return lowest + (((1 << shift) - 1) / 2.0);
    }

    // The nearest rank: the smallest value that so many are not above.
    private static double Quantile(ReadOnlySpan<int> counts, long samples, double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * samples));
        long seen = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            seen += counts[i];
            if (seen >= rank)
            {
                return ValueOf(i);
            }
        }

        return ValueOf(counts.Length - 1);
    }

    private bool IsFull(Window window, long now)
    {
        var age = _time.GetElapsedTime(window.Since, now);
        return age >= WindowLength && (age >= LongestWindow || Volatile.Read(ref window.Samples) >= Enough);
    }

    private Window? Remembered(Window? window, long now) =>
        window is not null && Volatile.Read(ref window.Samples) > 0
            && _time.GetElapsedTime(Volatile.Read(ref window.Newest), now) < LongestWindow ? window : null;

    private static int CountIn(Window? window, int bucket) => window is null ? 0 : Volatile.Read(ref window.Counts[bucket]);

    private Window Roll(Window full, long now)
    {
        lock (_rolling)
        {
            if (ReferenceEquals(_current, full))
            {
                _before = full;
                _current = new Window(now);
            }

            return _current;
        }
    }

    private sealed class Window(long since)
    {
        public readonly int[] Counts = new int[Buckets];
        public readonly long Since = since;
        public long Newest = since;
        public int Samples;
    }
}
