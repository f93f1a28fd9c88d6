namespace NextModel.Load.Comparison;

/// <summary>One measured run.</summary>
/// <param name="CpuMicroseconds">CPU time of the server's process per request.</param>
/// <param name="RequestsPerSecond">Throughput.</param>
/// <param name="P50">Median latency, milliseconds.</param>
/// <param name="P99">99th percentile, milliseconds.</param>
/// <param name="Problem">Why the run proves nothing, or null.</param>
internal sealed record Measurement(double CpuMicroseconds, double RequestsPerSecond, double P50, double P99, string? Problem);
