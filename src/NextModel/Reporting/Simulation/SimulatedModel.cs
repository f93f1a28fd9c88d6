namespace NextModel.Reporting.Simulation;

/// <summary>What one model at one source served.</summary>
/// <param name="Model">Catalog id.</param>
/// <param name="Source">Id of the source; empty when none was reached.</param>
/// <param name="Requests">Replays included.</param>
/// <param name="Replays">From the exact cache.</param>
/// <param name="Amount">Charged, decimal text.</param>
public sealed record SimulatedModel(string Model, string Source, long Requests, long Replays, string Amount);
