using NextModel.Routing;

namespace NextModel.Gateway.Admin;

/// <summary>Quantiles of one duration at one offer for one class of input, and what they rest on.</summary>
public sealed record OfferLatencyView
{
    /// <summary><c>first_byte</c> (streams) or <c>total</c>.</summary>
    public required string Measure { get; init; }

    /// <summary>Class of the input by its length: <c>small</c>, <c>medium</c>, <c>large</c>, <c>huge</c>.</summary>
    public required string Input { get; init; }

    /// <summary>Milliseconds that half of them took at most; within 1/32 of the exact figure, like the others.</summary>
    public required double P50Ms { get; init; }

    public required double P95Ms { get; init; }

    public required double P99Ms { get; init; }

    public required long Samples { get; init; }

    /// <summary>When the time began that they are from.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When the last of them was measured.</summary>
    public required DateTimeOffset NewestAt { get; init; }

    /// <summary>Null when nothing was measured.</summary>
    public static OfferLatencyView? Of(string measure, InputSize size, LatencyReading reading, DateTimeOffset now) => reading.Samples == 0 ? null : new()
    {
        Measure = measure,
        Input = InputSizes.Name(size),
        P50Ms = reading.P50,
        P95Ms = reading.P95,
        P99Ms = reading.P99,
        Samples = reading.Samples,
        Since = now - reading.Since,
        NewestAt = now - reading.Newest,
    };

    /// <summary>Everything that was measured of a target; empty when nothing was, or not for hours.</summary>
    public static IReadOnlyList<OfferLatencyView> Of(TargetLatency latency, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(latency);
        return
        [
            .. InputSizes.All.Select(size => Of("first_byte", size, latency.FirstByte(size), now)).OfType<OfferLatencyView>(),
            .. InputSizes.All.Select(size => Of("total", size, latency.Total(size), now)).OfType<OfferLatencyView>(),
        ];
    }
}
