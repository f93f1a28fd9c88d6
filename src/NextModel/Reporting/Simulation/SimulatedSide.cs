namespace NextModel.Reporting.Simulation;

/// <summary>All requests before the draft, or after it.</summary>
/// <param name="Requests">Served.</param>
/// <param name="Amount">Charged, decimal text.</param>
/// <param name="Unpriced">Requests whose cost is not known; nothing is counted for them.</param>
/// <param name="MeanLatencyMs">Mean total time of those whose time is known; null when none is.</param>
/// <param name="LatencyRequests">How many those are.</param>
/// <param name="Models">By model and source, dearest first.</param>
public sealed record SimulatedSide(
    long Requests, string Amount, long Unpriced, long? MeanLatencyMs, long LatencyRequests, IReadOnlyList<SimulatedModel> Models);
